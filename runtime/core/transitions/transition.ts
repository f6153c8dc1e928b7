import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Status, TransitionName } from '../../../src/contract';
import { BARE_CLAIM, STATUSES, TABLE_KEY, TERMINAL_STATUSES } from '../../../src/contract';
import type { Ports } from '../ports';
import { ConditionFailed } from '../ports';
import type { TaskRecord } from '../record/task-record';
import { isExpired, seconds } from '../record/task-record';

/**
 * A transition of the life cycle, as data: one conditional write on the record. `#name` is an attribute, `:value` a value that
 * the caller gives, `:STATUS` the name of a status.
 */
export interface Transition {
  readonly name: TransitionName;
  /** The status that the transition leads to; it stays as it is when there is none. */
  readonly to?: Status;
  readonly condition: string;
  /** Attribute to expression. One that is just a value is left out when the caller does not give it. */
  readonly set: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

/** What a transition's expressions leave open. */
export type TransitionValues = Readonly<Record<string, unknown>>;

/** What became of a transition. A refused one says what stands in the table instead; nothing when there is no such task. */
export type TransitionOutcome =
  | { readonly applied: true; readonly record: TaskRecord }
  | { readonly applied: false; readonly record?: TaskRecord };

/** The values that every transition may use. */
export const TRANSITION_CONSTANTS: TransitionValues = {
  ...Object.fromEntries(STATUSES.map((status) => [status, status])),
  BARE: BARE_CLAIM,
  ZERO: 0,
  ONE: 1,
  TRUE: true,
};

/** Applies a transition: at most one conditional write, whose outcome is known even when its answer was lost on the way. */
export async function applyTransition(ports: Ports, transition: Transition, id: string, values: TransitionValues): Promise<TransitionOutcome> {
  const now = ports.clock.now();
  const revision = newRevision(ports);
  const input = toUpdate(ports.table, transition, id, { now, now_seconds: seconds(now), ...values, revision });
  try {
    return { applied: true, record: await ports.store.update(input) as TaskRecord };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const old = error.old as TaskRecord | undefined;
    if (old && (old.revision === revision || isRepeated(transition, old, values.claim))) return { applied: true, record: old };
    return { applied: false, record: old && !isExpired(old, now) ? old : undefined };
  }
}

/** A new value for `revision`. */
export function newRevision(ports: Ports): string {
  return Buffer.from(ports.random.bytes(16)).toString('base64url');
}

/**
 * Whether the record already is what the transition wanted, by the same claim. The claim alone proves nothing: it stays in the
 * record when its run has ended, one way or the other. A bare claim has no token of its own, so it proves nothing while
 * the task is open.
 */
function isRepeated(transition: Transition, old: TaskRecord, claim: unknown): boolean {
  return claim !== undefined && old.claim === claim && old.status === transition.to
    && (claim !== BARE_CLAIM || TERMINAL_STATUSES.includes(transition.to));
}

/** Everything that a transition sets: what is its own, and what every transition does. Attribute to expression. */
export function assignmentsOf(transition: Transition): Readonly<Record<string, string>> {
  return {
    ...transition.set,
    ...(transition.to && { status: `:${transition.to}` }),
    transition: ':transition',
    revision: ':revision',
    updated_time: ':now_seconds',
  };
}

function toUpdate(table: string, transition: Transition, id: string, given: TransitionValues): UpdateCommandInput {
  const { update, names, values } = expressionsOf(transition, given);
  const attributeValues: Record<string, unknown> = {};
  for (const name of values) {
    const value = valueOf(name, transition, given);
    if (value === undefined) throw new Error(`the transition ${transition.name} needs a value for :${name}`);
    attributeValues[`:${name}`] = value;
  }
  return {
    TableName: table,
    Key: { [TABLE_KEY]: id },
    ConditionExpression: transition.condition,
    UpdateExpression: update,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: attributeValues,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function valueOf(name: string, transition: Transition, given: TransitionValues): unknown {
  return given[name] ?? (name === 'transition' ? transition.name : TRANSITION_CONSTANTS[name]);
}

/** What a transition's expressions come to when some of the values that may be left out are. */
interface Expressions {
  readonly update: string;
  readonly names: Record<string, string>;
  /** The names of the values. */
  readonly values: readonly string[];
}

/** Each transition's expressions, by the values that are left out: there are few of them, and many tasks. */
const EXPRESSIONS = new WeakMap<Transition, Map<string, Expressions>>();

function expressionsOf(transition: Transition, given: TransitionValues): Expressions {
  const known = EXPRESSIONS.get(transition) ?? new Map<string, Expressions>();
  EXPRESSIONS.set(transition, known);
  const leftOut = Object.keys(transition.set).filter((name) => isLeftOut(transition, transition.set[name], given));
  const key = leftOut.join();
  const expressions = known.get(key) ?? writeExpressions(transition, leftOut);
  known.set(key, expressions);
  return expressions;
}

const VALUE = /^:\w+$/;

/** Whether an expression is just a value, which is not given. */
function isLeftOut(transition: Transition, expression: string, given: TransitionValues): boolean {
  return VALUE.test(expression) && valueOf(expression.slice(1), transition, given) === undefined;
}

function writeExpressions(transition: Transition, leftOut: readonly string[]): Expressions {
  const assignments = Object.entries(assignmentsOf(transition)).filter(([name]) => !leftOut.includes(name));
  const set = `SET ${assignments.map(([name, expression]) => `#${name} = ${expression}`).join(', ')}`;
  const remove = transition.remove?.length ? ` REMOVE ${transition.remove.map((name) => `#${name}`).join(', ')}` : '';
  const all = `${transition.condition} ${set}${remove}`;
  return {
    update: set + remove,
    names: Object.fromEntries(placeholders(all, '#').map((name) => [`#${name}`, name])),
    values: placeholders(all, ':'),
  };
}

function placeholders(expressions: string, sign: '#' | ':'): string[] {
  return [...new Set(expressions.match(new RegExp(`(?<=${sign})\\w+`, 'g')))];
}
