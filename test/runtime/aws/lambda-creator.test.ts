import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaCreator } from '../../../runtime/aws/lambda-creator';

const ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:tasks-api:create';
const REQUESTS = '[{"task_type":"crop","data":"ü"}]';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Answers the next invocations, and keeps them. */
const answered = (answer: unknown, more: object = {}): jest.SpyInstance => (
  jest.spyOn(LambdaClient.prototype, 'send').mockImplementation(async () => ({ Payload: Buffer.from(JSON.stringify(answer)), ...more }))
);

test('invokes the function with the requests, and returns its answers', async () => {
  const answers = [{ status: 201, id: 'child' }, { status: 422, detail: 'no' }];
  const send = answered(answers);
  expect(await lambdaCreator(ARN).create(REQUESTS)).toEqual(answers);
  const [[command]] = send.mock.calls;
  expect(command).toBeInstanceOf(InvokeCommand);
  expect(command.input).toEqual({ FunctionName: ARN, Payload: Buffer.from(REQUESTS) });
});

test('makes one client, when it is first needed', async () => {
  const send = answered([]);
  const creator = lambdaCreator(ARN);
  expect(send.mock.contexts).toEqual([]);
  await creator.create(REQUESTS);
  await creator.create(REQUESTS);
  expect(send.mock.contexts).toHaveLength(2);
  expect(send.mock.contexts[0]).toBe(send.mock.contexts[1]);
});

test('a function that failed has answered nothing', async () => {
  answered({ errorType: 'Error', errorMessage: 'Task timed out after 30.00 seconds' }, { FunctionError: 'Unhandled' });
  await expect(lambdaCreator(ARN).create(REQUESTS)).rejects.toThrow('the api function failed: Task timed out after 30.00 seconds');
});

test('what the SDK throws is not touched', async () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
  jest.spyOn(LambdaClient.prototype, 'send').mockImplementation(async () => { throw denied; });
  await expect(lambdaCreator(ARN).create(REQUESTS)).rejects.toBe(denied);
});
