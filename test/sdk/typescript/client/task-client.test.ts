import { DirectCreation } from '../../../../runtime/api/creation/direct-creation';
import { lambdaCreator } from '../../../../runtime/aws/lambda-creator';
import type { CreateAnswer } from '../../../../runtime/core/ports';
import type { NewTask } from '../../../../sdk/typescript/client/new-task';
import { TaskClient } from '../../../../sdk/typescript/client/task-client';
import { TaskRefused } from '../../../../sdk/typescript/client/task-refused';
import { MAX_CREATES } from '../../../../src/contract';
import { TestApi } from '../../../support/task-api';

jest.mock('../../../../runtime/aws/lambda-creator');

const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:api:create';
const VARIABLE = 'ASYNC_TASKS_CREATE_FUNCTION';

let api: TestApi;
let events: any[][];
let create: (event: string) => Promise<CreateAnswer[]>;
beforeEach(() => {
  api = new TestApi();
  events = [];
  create = async (event) => await new DirectCreation({ api: api.taskApi(), ...api }).ofList(JSON.parse(event)) as CreateAnswer[];
  jest.mocked(lambdaCreator).mockReturnValue({
    create: async (event) => {
      events.push(JSON.parse(event));
      return create(event);
    },
  });
});
afterEach(() => {
  delete process.env[VARIABLE];
});

const client = (): TaskClient => new TaskClient({ functionArn: FUNCTION_ARN });
const task = (more: Partial<NewTask> = {}): NewTask => ({ task_type: 'TASK1', data: { a: 1 }, ...more });

test('invokes the function that it is told, or that the grant has named', () => {
  client();
  process.env[VARIABLE] = `${FUNCTION_ARN}-granted`;
  new TaskClient();
  expect(jest.mocked(lambdaCreator).mock.calls).toEqual([[FUNCTION_ARN], [`${FUNCTION_ARN}-granted`]]);
});

test('says what to do when there is neither', () => {
  expect(() => new TaskClient()).toThrow('nobody has said where tasks are created: call grantCreate(function) of the API, which sets ASYNC_TASKS_CREATE_FUNCTION, or pass functionArn');
});

test('creates a task, and returns its id', async () => {
  const id = await client().createTask(task({ max_attempts: 7, run_at: api.seconds + 3600 }));
  expect(await api.record(id)).toMatchObject({ task_type: 'TASK1', data: '{"a":1}', max_attempts: 7, status: 'SCHEDULED' });
});

test('gives each task a key, so that the request may come twice', async () => {
  const inner = create;
  create = async (event) => {
    await inner(event);
    return inner(event);
  };
  await client().createTasks([task(), task({ idempotency_key: undefined }), task({ idempotency_key: 'mine' })]);
  expect(api.ports.store.items()).toHaveLength(3);
  expect(events[0].map(({ idempotency_key }) => idempotency_key)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/), 'mine']);
});

test('throws what the API says of a task that it refuses', async () => {
  const refusal: TaskRefused = await client().createTask(task({ max_attempts: 0 })).catch((error) => error);
  expect(refusal).toBeInstanceOf(TaskRefused);
  expect(refusal).toMatchObject({ name: 'TaskRefused', status: 422, retryable: false, message: expect.stringContaining('max_attempts must be'), errors: [{ pointer: '#/max_attempts' }] });
});

test('says of each task what became of it', async () => {
  const outcomes = await client().createTasks([task(), task({ max_attempts: 0 }), task()]);
  expect(outcomes.map(({ id, error }) => [typeof id, error?.name])).toEqual([['string', undefined], ['undefined', 'TaskRefused'], ['string', undefined]]);
});

test('sends as many together as an invocation takes; what fails of them holds up no others', async () => {
  const inner = create;
  create = async (event) => {
    if (events.length === 2) throw new Error('the network is gone');
    return inner(event);
  };
  const outcomes = await client().createTasks(Array.from({ length: 2 * MAX_CREATES + 1 }, () => task()));
  expect(events.map(({ length }) => length)).toEqual([MAX_CREATES, MAX_CREATES, 1]);
  expect(outcomes.map(({ error }) => error?.message ?? '')).toEqual([
    ...Array(MAX_CREATES).fill(''), ...Array(MAX_CREATES).fill('the network is gone'), '',
  ]);
});

test('does not take a missing answer for a task', async () => {
  create = async () => [];
  await expect(client().createTask(task())).rejects.toThrow('the API has not answered each request for a task');
});

test('sends nothing of what is no JSON', async () => {
  await expect(client().createTasks([task(), task({ data: { a: NaN } })])).rejects.toThrow('the task is not JSON: its member "a" is NaN');
  expect(events).toEqual([]);
});
