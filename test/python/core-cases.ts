import type { Arbitrary } from './arbitrary';
import { MESSAGE_IDS, NOW, TASK_TYPES, withoutUndefined } from './arbitrary';
import type { Call } from './observed';
import { observedStore } from './observed';
import { claimTask, completeRun, failRun, progressRun, releaseRun } from '../../runtime/core/operations/run';
import type { WorkerPolicy } from '../../runtime/core/policy';
import type { Item, Ports } from '../../runtime/core/ports';
import { ConditionFailed } from '../../runtime/core/ports';
import { toJson } from '../../runtime/core/record/json';
import type { TaskRecord } from '../../runtime/core/record/task-record';
import { cutText } from '../../runtime/core/record/text';
import { backoff } from '../../runtime/core/transitions/backoff';
import { lapseOf, applyLapse } from '../../runtime/core/transitions/lapse';
import type { TransitionOutcome } from '../../runtime/core/transitions/transition';
import { verdictOn } from '../../runtime/worker/verdict';
import { MINUTE_MS, HOUR_MS } from '../support/tasks';

/** What the core decides, for the Python worker to decide the same. */
export async function coreCases(some: Arbitrary, count: number): Promise<object> {
  const times = <Case>(share: number, make: () => Case): Case[] => Array.from({ length: Math.ceil(count * share) }, make);
  return {
    lapses: times(1, () => lapseCase(some)),
    verdicts: times(1, () => verdictCase(some)),
    backoffs: times(0.5, () => backoffCase(some)),
    texts: times(0.5, () => textCase(some)),
    documents: times(1, () => documentCase(some)),
    transitions: await transitionCases(some, 2 * count),
  };
}

function lapseCase(some: Arbitrary): object {
  const record = some.record(NOW);
  return { record, now: NOW, expected: lapseOf(record, NOW) ?? null };
}

function verdictCase(some: Arbitrary): object {
  const record = some.chance(0.95) ? some.record(NOW) : undefined;
  const [task_type, message_id] = [some.pick(TASK_TYPES), some.pick(MESSAGE_IDS)];
  return { record: record ?? null, task_type, message_id, now: NOW, expected: verdictOn(record, task_type, message_id, NOW) };
}

function backoffCase(some: Arbitrary): object {
  const [policy, record, bytes] = [arbitraryPolicy(some), some.record(NOW), some.bytes(4)];
  return { policy, record, bytes: Buffer.from(bytes).toString('hex'), expected: backoff({ random: { bytes: () => bytes } }, policy, record) };
}

function textCase(some: Arbitrary): object {
  const text = some.text();
  return { text, expected: cutText(text) };
}

/** A document that anybody may have written, and as it is written here; or why it is not. */
function documentCase(some: Arbitrary): object {
  const text = some.jsonText();
  try {
    return { text, expected: toJson('the result', JSON.parse(text)) };
  } catch (error) {
    return { text, refused: (error as Error).message };
  }
}

async function transitionCases(some: Arbitrary, count: number): Promise<object[]> {
  const cases: object[] = [];
  for (let number = 0; number < count; number += 1) cases.push(await transitionCase(some));
  return cases;
}

/** A transition, with what it asked of the table, which answered whatever came to mind. */
async function transitionCase(some: Arbitrary): Promise<object> {
  let time = NOW;
  const { store, calls } = observedStore(async (_, input) => {
    time += some.delay();
    return anyAnswer(some, input);
  }, () => time);
  const drawn: string[] = [];
  const ports: Ports = {
    store,
    table: 'tasks',
    clock: { now: () => time, sleep: async (milliseconds) => { time += milliseconds; } },
    random: {
      bytes: (count) => {
        const bytes = some.bytes(count);
        drawn.push(Buffer.from(bytes).toString('hex'));
        return bytes;
      },
    },
  };
  const transition = anyTransition(some);
  return { ...transition, now: NOW, ...await outcomeOf(applyAny(ports, transition)), calls: calls as readonly Call[], drawn };
}

async function outcomeOf(applying: Promise<TransitionOutcome>): Promise<object> {
  try {
    const { applied, record } = await applying;
    return { outcome: { applied, record: record ?? null } };
  } catch (error) {
    return { raised: (error as Error).name };
  }
}

type AnyTransition = { readonly record: TaskRecord; readonly policy: WorkerPolicy } & (
  | { readonly apply: 'claim'; readonly task_type: string; readonly claim: string; readonly remaining: number; readonly least_time: number }
  | { readonly apply: 'progress'; readonly percent?: number; readonly message?: string }
  | { readonly apply: 'complete'; readonly result: string }
  | { readonly apply: 'fail'; readonly error: { type: string; message: string }; readonly retryable: boolean }
  | { readonly apply: 'release'; readonly error: { type: string; message: string } }
  | { readonly apply: 'lapse' }
);

function anyTransition(some: Arbitrary): AnyTransition {
  const policy = arbitraryPolicy(some);
  const record = some.record(NOW, { claim: some.claim(), lease_until: some.around(NOW) });
  switch (some.between(0, 5)) {
    case 0: return { apply: 'claim', record, policy, task_type: some.pick(TASK_TYPES), claim: some.claim(), remaining: some.between(1500, 900_000), least_time: some.pick([0, 0, 3000]) };
    case 1: return { apply: 'progress', record, policy, percent: some.maybe(() => some.between(0, 100_000) / 1000, 0.8), message: some.maybe(() => some.text()) };
    case 2: return { apply: 'complete', record, policy, result: JSON.stringify(some.text()) };
    case 3: return { apply: 'fail', record, policy, error: some.error(), retryable: some.chance(0.7) };
    case 4: return { apply: 'release', record, policy, error: some.error() };
    default: return { apply: 'lapse', record, policy };
  }
}

async function applyAny(ports: Ports, transition: AnyTransition): Promise<TransitionOutcome> {
  const { record, policy } = transition;
  const claim = record.claim!;
  switch (transition.apply) {
    case 'claim': return claimTask(ports, {
      id: record.id,
      taskType: transition.task_type,
      claim: transition.claim,
      leaseUntil: () => ports.clock.now() + transition.remaining,
      leastTime: transition.least_time,
      policy,
    });
    case 'progress': return progressRun(ports, record, { claim, progress: transition.percent === undefined ? undefined : withoutUndefined({ percent: transition.percent, message: transition.message }) });
    case 'complete': return completeRun(ports, record, { claim, result: transition.result });
    case 'fail': return failRun(ports, policy, record, { claim, error: transition.error, retryable: transition.retryable });
    case 'release': return releaseRun(ports, policy, record, { claim, error: transition.error });
    case 'lapse': return applyLapse(ports, record, lapseOf(record, NOW) ?? { to: 'CANCELLED' });
  }
}

/** What a table may answer to a write: also that it was written already, or is another's. */
async function anyAnswer(some: Arbitrary, input: any): Promise<Item | undefined> {
  const { ':revision': revision, ':claim': claim } = input.ExpressionAttributeValues ?? {};
  const record = some.record(NOW);
  switch (some.between(0, 9)) {
    case 0: throw new Error('the connection was closed');
    case 1: throw new ConditionFailed(undefined);
    case 2: throw new ConditionFailed({ ...record, revision });
    case 3: throw new ConditionFailed(withoutUndefined({ ...record, claim, revision: 'another' }));
    case 4: throw new ConditionFailed(withoutUndefined({ ...record, claim, status: some.pick(['IN_PROGRESS', 'COMPLETED', 'FAILED', 'RETRYING', 'CANCELLED']), transition: 'confirm-cancel' }));
    case 5: throw new ConditionFailed({ ...record, cancel_requested: true });
    case 6: throw new ConditionFailed({ ...record, watch_time: NOW, idle_dispatches: 0 });
    case 7: throw new ConditionFailed(record);
    default: return record;
  }
}

function arbitraryPolicy(some: Arbitrary): WorkerPolicy {
  return {
    maxAttempts: some.between(1, 5),
    atMostOnce: some.chance(0.2),
    retryDelay: some.pick([0, 500, 10_000, 10 * MINUTE_MS]),
    maxRetryDelay: some.pick([0, 700, HOUR_MS, 24 * HOUR_MS]),
  };
}
