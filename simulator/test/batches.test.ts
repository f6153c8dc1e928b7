import type { SQSRecord } from 'aws-lambda';
import type { Invocation } from '../aws/invocation';
import { BatchRules } from '../rules/batch-rules';
import { TaskState } from '../rules/task-state';
import { TimeRules } from '../rules/time-rules';
import { settingsOf } from '../scenarios/scenarios';
import { runSimulation } from '../system/simulation';
import { Prng } from '../world/prng';

const INVOCATION = { number: 1, faults: 0, environment: { skew: 0 }, lastAnswers: new Map([['0192', 'done']]) } as unknown as Invocation;

function violations(): { found: string[]; violate: (state: TaskState, invariant: string) => void } {
  const found: string[] = [];
  return { found, violate: (_, invariant) => found.push(invariant) };
}

test('a batch whose second task outlives its time repeats neither neighbour', async () => {
  let recorded = 0;
  for (let seed = 1; seed <= 10; seed += 1) {
    const { observer, checker, violations: found } = await runSimulation(seed, settingsOf('batch-outlives-its-time', new Prng(seed)));
    const neighbours = observer.states().filter(({ data }) => !data!.includes('outlives its time'));

    expect(found).toEqual([]);
    expect(neighbours.map(({ item, runs, claims }) => [item!.status, runs, claims])).toEqual(Array(2).fill(['COMPLETED', 1, 1]));
    recorded += checker!.timeOuts.recorded;
  }
  expect(recorded).toBeGreaterThan(0);
});

test('what a crowded batch has no time for, goes back without an attempt', async () => {
  let unclaimed = 0;
  for (let seed = 1; seed <= 10; seed += 1) {
    const { observer, checker, violations: found } = await runSimulation(seed, settingsOf('crowded-batches', new Prng(seed)));
    unclaimed += checker!.batches.unclaimed;
    expect(found).toEqual([]);
    expect(observer.states().map(({ item }) => [item!.status, item!.attempt])).toEqual(Array(6).fill(['COMPLETED', 1]));
  }
  expect(unclaimed).toBeGreaterThan(0);
});

describe('a message that is returned', () => {
  function returned(endedBy: string | undefined, messages: number): string[] {
    const { found, violate } = violations();
    const state = new TaskState('0192');
    state.claimsOf.set(1, { endedBy } as never);
    const rules = new BatchRules(violate);
    rules.onBegin(Array(messages).fill({}) as SQSRecord[]);
    rules.onEnd(INVOCATION, { kind: 'returned', result: { batchItemFailures: [{ itemIdentifier: 'm0' }] } }, new Map(
      Array.from({ length: messages }, (_, index) => [`m${index}`, state]),
    ));
    return found;
  }

  test('is not that of a task whose run has settled it', () => {
    expect(returned('complete', 1)).toEqual(['a settled task does not come again']);
  });

  test('may be that of a task that is tried again, or that another message of the batch has settled', () => {
    expect(returned('fail-attempt', 1)).toEqual([]);
    expect(returned(undefined, 1)).toEqual([]);
    expect(returned('complete', 2)).toEqual([]);
  });
});

describe('a run whose code goes on', () => {
  const state = new TaskState('0192');
  const other = new TaskState('0193');

  function watch(happen: (rules: TimeRules) => void): string[] {
    const { found, violate } = violations();
    const rules = new TimeRules(violate);
    rules.onStart(state, INVOCATION);
    happen(rules);
    return found;
  }

  test('may be recorded, when its process ends then', () => {
    expect(watch((rules) => {
      expect(rules.isOutlived(state, INVOCATION, { status: 'RETRYING' })).toBe(true);
      rules.onInvocationEnd(INVOCATION, { kind: 'crashed' }, [state]);
    })).toEqual([]);
  });

  test('is no reason to begin another, or to answer', () => {
    expect(watch((rules) => {
      rules.isOutlived(state, INVOCATION, { status: 'FAILED' });
      rules.onStart(other, INVOCATION);
      rules.onInvocationEnd(INVOCATION, { kind: 'returned', result: undefined }, [state, other]);
    })).toEqual(['no run begins beside one that outlived its time', 'a process whose run goes on serves no other']);
  });

  test('is not left to Lambda, unless the process is in trouble', () => {
    expect(watch((rules) => rules.onInvocationEnd(INVOCATION, { kind: 'timed out' }, [state]))).toEqual(['a run is over before its invocation']);
    const slow = { ...INVOCATION, faults: 1 } as Invocation;
    expect(watch((rules) => rules.onInvocationEnd(slow, { kind: 'timed out' }, [state]))).toEqual([]);
  });

  test('has ended once its code has', () => {
    expect(watch((rules) => {
      rules.onCodeEnd(state, INVOCATION);
      expect(rules.isOutlived(state, INVOCATION, { status: 'COMPLETED' })).toBe(false);
      rules.onInvocationEnd(INVOCATION, { kind: 'returned', result: undefined }, [state]);
    })).toEqual([]);
  });
});
