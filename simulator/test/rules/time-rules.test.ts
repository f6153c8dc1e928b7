import type { Invocation } from '../../aws/invocation';
import { TaskState } from '../../rules/task-state';
import { TimeRules } from '../../rules/time-rules';

const INVOCATION = { number: 1, faults: 0, environment: { skew: 0 }, lastAnswers: new Map([['0192', 'done']]) } as unknown as Invocation;

function violations(): { found: string[]; violate: (state: TaskState, invariant: string) => void } {
  const found: string[] = [];
  return { found, violate: (_, invariant) => found.push(invariant) };
}

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
