import type { SQSRecord } from 'aws-lambda';
import type { Invocation } from '../../aws/invocation';
import { BatchRules } from '../../rules/batch-rules';
import { TaskState } from '../../rules/task-state';

const INVOCATION = { number: 1, faults: 0, environment: { skew: 0 }, lastAnswers: new Map([['0192', 'done']]) } as unknown as Invocation;

function violations(): { found: string[]; violate: (state: TaskState, invariant: string) => void } {
  const found: string[] = [];
  return { found, violate: (_, invariant) => found.push(invariant) };
}

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

