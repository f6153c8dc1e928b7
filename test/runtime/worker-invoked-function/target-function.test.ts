import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { NotStarted } from '../../../runtime/worker/not-started';
import { runHandler } from '../../../runtime/worker/user-handler';
import { targetFunction } from '../../../runtime/worker-invoked-function/target-function';
import type { Task, TaskContext } from '../../../sdk/typescript/handler';

const TASK: Task = { id: 't-1', task_type: 'x', scope: 's', data: { text: 'ü\ud83d\ude00' }, attempt: 2, max_attempts: 3, lane: 'default', created_time: 1, parent_id: null };
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:theirs';

/** What came of a run whose function answers so. */
const runWith = async (answer: Partial<InvokeCommandOutput> & { readonly text?: string } | Error, permanentErrors: string[] = []) => {
  const sent: InvokeCommandInput[] = [];
  const handler = targetFunction({
    functionName: FUNCTION,
    permanentErrors,
    target: {
      invoke: async (input) => {
        sent.push(input);
        if (answer instanceof Error) throw answer;
        const { text, ...more } = answer;
        return { $metadata: {}, StatusCode: 200, Payload: text === undefined ? undefined : Buffer.from(text) as never, ...more };
      },
    },
  });
  const outcome = await runHandler(handler, TASK, {} as TaskContext);
  return { sent, outcome };
};
const failing = async (document: unknown, permanentErrors?: string[]) => (
  (await runWith({ FunctionError: 'Unhandled', text: typeof document === 'string' ? document : JSON.stringify(document) }, permanentErrors)).outcome
);
const refused = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name });

test('the function gets the task, once', async () => {
  const { sent } = await runWith({ text: '1' });
  expect(sent).toEqual([{ FunctionName: FUNCTION, Payload: expect.anything() }]);
  expect(JSON.parse(Buffer.from(sent[0].Payload as Uint8Array).toString())).toEqual(TASK);
});

test.each<[string, string | undefined, string]>([
  ['a document', '{"done":true,"text":"ü"}', '{"done":true,"text":"ü"}'],
  ['null', 'null', 'null'],
  ['nothing', '', 'null'],
  ['no payload', undefined, 'null'],
  ['white space', ' \n', 'null'],
])('%s is the result', async (_what, text, result) => {
  expect((await runWith({ text })).outcome).toEqual({ ok: true, result });
});

test.each<[string, string, string]>([
  ['not JSON', 'all went well', 'ResultNotJson'],
  ['half of a document', '{"done":', 'ResultNotJson'],
  ['a number without end', '1e999', 'TypeError'],
])('an answer that is %s fails for good', async (_what, text, type) => {
  expect((await runWith({ text })).outcome).toMatchObject({ ok: false, retryable: false, error: { type } });
});

describe('an error', () => {
  test.each<[string, unknown, { type: string; message: string }]>([
    ['of Node.js', { errorType: 'TypeError', errorMessage: 'no picture', trace: ['TypeError: no picture', '  at x'] }, { type: 'TypeError', message: 'no picture' }],
    ['of Python', { errorMessage: 'no picture', errorType: 'KeyError', requestId: 'r', stackTrace: ['  File "app.py"'] }, { type: 'KeyError', message: 'no picture' }],
    ['of Java', { errorMessage: 'no picture', errorType: 'java.lang.IllegalStateException', stackTrace: [] }, { type: 'java.lang.IllegalStateException', message: 'no picture' }],
    ['of a process that ended', { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: r Error: Runtime exited with error: signal: killed' }, { type: 'Runtime.ExitError', message: 'RequestId: r Error: Runtime exited with error: signal: killed' }],
    ['without a type', { errorMessage: 'no picture' }, { type: 'Error', message: 'no picture' }],
    ['without a message', { errorType: 'KeyError' }, { type: 'KeyError', message: '{"errorType":"KeyError"}' }],
    ['that is a text', '"no picture"', { type: 'Error', message: '"no picture"' }],
    ['that is no JSON', 'no picture', { type: 'Error', message: 'no picture' }],
    ['that says nothing', 'null', { type: 'Error', message: 'null' }],
  ])('%s is the run\'s, and may be gone the next time', async (_what, document, error) => {
    expect(await failing(document)).toMatchObject({ ok: false, retryable: true, error });
  });

  test('is permanent if its type is listed', async () => {
    const error = { errorType: 'KeyError', errorMessage: 'no picture' };
    expect(await failing(error, ['ValueError', 'KeyError'])).toMatchObject({ retryable: false });
    expect(await failing(error, ['ValueError'])).toMatchObject({ retryable: true });
  });

  test('has its function\'s stack', async () => {
    expect(await failing({ errorType: 'E', errorMessage: 'm', trace: ['E: m', '  at x'] })).toMatchObject({ stack: 'E: m\n  at x' });
  });

  test.each<[string, unknown]>([
    ['with a type', { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 1-2 Error: Task timed out after 3.00 seconds' }],
    ['without one', { errorMessage: '2026-11-21T10:00:00.000Z 1-2 Task timed out after 3.00 seconds' }],
  ])('of a function that Lambda has ended, %s, is a time-out', async (_what, document) => {
    expect(await failing(document)).toMatchObject({ retryable: true, error: { type: 'TimeoutError', message: 'Task timed out after 3.00 seconds' } });
    expect(await failing(document, ['TimeoutError'])).toMatchObject({ retryable: false });
  });

  test('that only speaks of a time-out is none', async () => {
    expect(await failing({ errorType: 'KeyError', errorMessage: 'Task timed out after 3.00 seconds' })).toMatchObject({ error: { type: 'KeyError' } });
  });

  test('of a result that Lambda does not carry is permanent', async () => {
    expect(await failing({ errorType: 'Function.ResponseSizeTooLarge', errorMessage: 'Response payload size exceeded' })).toMatchObject({
      retryable: false, error: { type: 'ResultTooLarge', message: 'Response payload size exceeded' },
    });
  });
});

test.each([
  'TooManyRequestsException', 'EC2ThrottledException', 'ENILimitReachedException', 'ENINotReadyException', 'SubnetIPAddressLimitReachedException',
  'ResourceNotReadyException', 'ResourceConflictException', 'SnapStartNotReadyException',
])('%s: the function surely did not run', async (name) => {
  const { outcome } = await runWith(refused(name, 'Rate Exceeded.'));
  expect(outcome).toMatchObject({ ok: false, isStarted: false, error: { type: name, message: `the function ${FUNCTION} could not be started: Rate Exceeded.` } });
});

test.each(['ServiceException', 'TimeoutError', 'Error', 'AccessDeniedException', 'ResourceNotFoundException'])('%s: the run has failed, since the function may have run or never will', async (name) => {
  const { outcome } = await runWith(refused(name));
  expect(outcome).toMatchObject({ ok: false, retryable: true, error: { type: name, message: 'no' } });
  expect(outcome).not.toHaveProperty('isStarted');
});

test('what could not be started is told from what was', () => {
  expect(new NotStarted({ type: 'X', message: 'm' })).toMatchObject({ name: 'X', message: 'm' });
});
