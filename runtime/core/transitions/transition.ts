import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Status, StepName } from '../../../src/contract';
import { BARE_CLAIM, STATUSES, TABLE_KEY, TERMINAL_STATUSES } from '../../../src/contract';
import type { Ports } from '../ports';
import { ConditionFailed } from '../ports';
import type { TaskRecord } from '../record/task-record';
import { isExpired, seconds } from '../record/task-record';

/**
 * A step of the life cycle, as data: one conditional write on the record. `#name` is an attribute, `:value` a value that
 * the caller gives, `:STATUS` the name of a status.
 */
export interface Step {
  readonly name: StepName;
  /** The status that the step leads to; it stays as it is when there is none. */
  readonly to?: Status;
  readonly condition: string;
  /** Attribute to expression. One that is just a value is left out when the caller does not give it. */
  readonly set: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

/** What a step's expressions leave open. */
export type StepValues = Readonly<Record<string, unknown>>;

/** What became of a step. A refused one says what stands in the table instead; nothing when there is no such task. */
export type StepOutcome =
  | { readonly applied: true; readonly record: TaskRecord }
  | { readonly applied: false; readonly record?: TaskRecord };

/** The values that every step may use. */
export const STEP_CONSTANTS: StepValues = {
  ...Object.fromEntries(STATUSES.map((status) => [status, status])),
  BARE: BARE_CLAIM,
  ZERO: 0,
  ONE: 1,
  TRUE: true,
};

/** Takes a step: at most one conditional write, whose outcome is known even when its answer was lost on the way. */
export async function take(ports: Ports, step: Step, id: string, values: StepValues): Promise<StepOutcome> {
  const now = ports.clock.now();
  const rev = newRev(ports);
  const input = toUpdate(ports.table, step, id, { now, now_seconds: seconds(now), ...values, rev });
  try {
    return { applied: true, record: await ports.store.update(input) as TaskRecord };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const old = error.old as TaskRecord | undefined;
    if (old && (old.rev === rev || isRepeated(step, old, values.claim))) return { applied: true, record: old };
    return { applied: false, record: old && !isExpired(old, now) ? old : undefined };
  }
}

/** A new value for `rev`. */
export function newRev(ports: Ports): string {
  return Buffer.from(ports.random.bytes(16)).toString('base64url');
}

/**
 * Whether the record already is what the step wanted, by the same claim. The claim alone proves nothing: it stays in the
 * record when its run has ended, one way or the other. A bare claim has no token of its own, so it proves nothing while
 * the task is open.
 */
function isRepeated(step: Step, old: TaskRecord, claim: unknown): boolean {
  return claim !== undefined && old.claim === claim && old.status === step.to
    && (claim !== BARE_CLAIM || TERMINAL_STATUSES.includes(step.to));
}

/** Everything that a step sets: what is its own, and what every step does. Attribute to expression. */
export function assignmentsOf(step: Step): Readonly<Record<string, string>> {
  return {
    ...step.set,
    ...(step.to && { status: `:${step.to}` }),
    step: ':step',
    rev: ':rev',
    updated_time: ':now_seconds',
  };
}

function toUpdate(table: string, step: Step, id: string, given: StepValues): UpdateCommandInput {
  const { update, names, values } = expressionsOf(step, given);
  const attributeValues: Record<string, unknown> = {};
  for (const name of values) {
    const value = valueOf(name, step, given);
    if (value === undefined) throw new Error(`the step ${step.name} needs a value for :${name}`);
    attributeValues[`:${name}`] = value;
  }
  return {
    TableName: table,
    Key: { [TABLE_KEY]: id },
    ConditionExpression: step.condition,
    UpdateExpression: update,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: attributeValues,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function valueOf(name: string, step: Step, given: StepValues): unknown {
  return given[name] ?? (name === 'step' ? step.name : STEP_CONSTANTS[name]);
}

/** What a step's expressions come to when some of the values that may be left out are. */
interface Expressions {
  readonly update: string;
  readonly names: Record<string, string>;
  /** The names of the values. */
  readonly values: readonly string[];
}

/** Each step's expressions, by the values that are left out: there are few of them, and many tasks. */
const EXPRESSIONS = new WeakMap<Step, Map<string, Expressions>>();

function expressionsOf(step: Step, given: StepValues): Expressions {
  const known = EXPRESSIONS.get(step) ?? new Map<string, Expressions>();
  EXPRESSIONS.set(step, known);
  const leftOut = Object.keys(step.set).filter((name) => isLeftOut(step, step.set[name], given));
  const key = leftOut.join();
  const expressions = known.get(key) ?? writeExpressions(step, leftOut);
  known.set(key, expressions);
  return expressions;
}

const VALUE = /^:\w+$/;

/** Whether an expression is just a value, which is not given. */
function isLeftOut(step: Step, expression: string, given: StepValues): boolean {
  return VALUE.test(expression) && valueOf(expression.slice(1), step, given) === undefined;
}

function writeExpressions(step: Step, leftOut: readonly string[]): Expressions {
  const assignments = Object.entries(assignmentsOf(step)).filter(([name]) => !leftOut.includes(name));
  const set = `SET ${assignments.map(([name, expression]) => `#${name} = ${expression}`).join(', ')}`;
  const remove = step.remove?.length ? ` REMOVE ${step.remove.map((name) => `#${name}`).join(', ')}` : '';
  const all = `${step.condition} ${set}${remove}`;
  return {
    update: set + remove,
    names: Object.fromEntries(placeholders(all, '#').map((name) => [`#${name}`, name])),
    values: placeholders(all, ':'),
  };
}

function placeholders(expressions: string, sign: '#' | ':'): string[] {
  return [...new Set(expressions.match(new RegExp(`(?<=${sign})\\w+`, 'g')))];
}
