import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Ports } from './ports';
import { ConditionFailed } from './ports';
import type { TaskRecord } from './task-record';
import { isExpired, seconds } from './task-record';
import type { Status, StepName } from '../../src/contract';
import { BARE_CLAIM, STATUSES, TABLE_KEY, TERMINAL_STATUSES } from '../../src/contract';

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
const CONSTANTS: StepValues = {
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

function toUpdate(table: string, step: Step, id: string, given: StepValues): UpdateCommandInput {
  const values: StepValues = { ...CONSTANTS, step: step.name, ...given };
  const assignments = Object.entries({
    ...step.set,
    ...(step.to && { status: `:${step.to}` }),
    step: ':step',
    rev: ':rev',
    updated_time: ':now_seconds',
  }).filter(([, expression]) => !/^:\w+$/.test(expression) || values[expression.slice(1)] !== undefined);

  const set = `SET ${assignments.map(([name, expression]) => `#${name} = ${expression}`).join(', ')}`;
  const remove = step.remove?.length ? ` REMOVE ${step.remove.map((name) => `#${name}`).join(', ')}` : '';
  const expressions = `${step.condition} ${set}${remove}`;

  return {
    TableName: table,
    Key: { [TABLE_KEY]: id },
    ConditionExpression: step.condition,
    UpdateExpression: set + remove,
    ExpressionAttributeNames: Object.fromEntries(placeholders(expressions, '#').map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(placeholders(expressions, ':').map((name) => {
      const value = values[name];
      if (value === undefined) throw new Error(`the step ${step.name} needs a value for :${name}`);
      return [`:${name}`, value];
    })),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

function placeholders(expressions: string, sign: '#' | ':'): string[] {
  return [...new Set(expressions.match(new RegExp(`(?<=${sign})\\w+`, 'g')))];
}
