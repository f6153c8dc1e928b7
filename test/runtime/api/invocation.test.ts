import type { Context } from 'aws-lambda';
import { invocationHandler } from '../../../runtime/api/invocation';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:api';
const REQUEST = { version: '2.0', routeKey: 'PATCH /tasks/{id}', requestContext: { http: { method: 'PATCH' } } };
const TASKS = [{ task_type: 'thumbnail', data: {} }];
const CREATED = [{ status: 201 as const, id: '1' }];

const http = jest.fn(async () => ({ statusCode: 204 }));
const ofList = jest.fn(async () => CREATED);
const ofSchedule = jest.fn(async () => CREATED);
const invoke = async (event: unknown, invokedFunctionArn: string) => (
  invocationHandler(http, { ofList, ofSchedule })(event, { invokedFunctionArn } as Context)
);

test.each([FUNCTION, `${FUNCTION}:create`])('%s creates the tasks of a list', async (arn) => {
  expect(await invoke(TASKS, arn)).toEqual(CREATED);
  expect(ofList).toHaveBeenCalledWith(TASKS);
  expect(http).not.toHaveBeenCalled();
});

test.each([FUNCTION, `${FUNCTION}:create`])('%s creates the tasks of a schedule', async (arn) => {
  const event = { schedule: 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly', tasks: TASKS };
  expect(await invoke(event, arn)).toEqual(CREATED);
  expect(ofSchedule).toHaveBeenCalledWith(event);
});

test('the function answers its gateway', async () => {
  expect(await invoke(REQUEST, FUNCTION)).toEqual({ statusCode: 204 });
});

test('through the alias, nothing passes for a request of the gateway', async () => {
  await expect(invoke(REQUEST, `${FUNCTION}:create`)).rejects.toThrow('the alias create of this function creates tasks, and its event is a list of them');
  expect(http).not.toHaveBeenCalled();
});

test.each([null, 'text', {}, { requestContext: {} }, { schedule: 'x' }, { tasks: TASKS }])('%j is neither', async (event) => {
  await expect(invoke(event, FUNCTION)).rejects.toThrow('this function answers its HTTP API; invoked directly, it creates tasks, and its event is a list of them');
});
