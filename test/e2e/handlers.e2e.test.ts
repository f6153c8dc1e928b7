import { join } from 'node:path';
import type { Engine } from '../../scripts/local-aws';
import { cdkDeploy, resolvableApiUrl, sharedEngine } from '../../scripts/local-aws';
import { TaskClient } from '../../scripts/local-aws/task-client';

/* Each kind of handler that is not bundled, through deployed functions. */
jest.setTimeout(300_000);

let engine: Engine;
let client: TaskClient;

beforeAll(async () => {
  engine = await sharedEngine();
  const [{ outputs }] = await cdkDeploy(engine, { folder: join(__dirname, 'handlers') });
  client = new TaskClient(resolvableApiUrl(engine, outputs.Url));
});
afterAll(async () => engine?.stop());

const outcome = async (taskType: string, data: unknown): Promise<unknown> => (
  client.settled(await client.create({ task_type: taskType, data }))
);

test.each([['CommonJs', 'CommonJS'], ['EsModule', 'ES']])('a folder of Node.js is a handler: %s', async (taskType, module) => {
  expect(await outcome(taskType, { folder: 'a' })).toMatchObject({ status: 'COMPLETED', attempt: 1, result: { module, path: 'a/file' } });
});

test('a folder of Python is a handler', async () => {
  expect(await outcome('Python', { do: 'answer', text: 'ü' })).toMatchObject({ status: 'COMPLETED', attempt: 1, result: { attempt: 1, text: 'ü' } });
  expect(await outcome('Python', { do: 'fail' })).toMatchObject({ status: 'FAILED', attempt: 2, error: { type: 'RuntimeError', message: 'not today' } });
});

test.each([['Broken', 'Error', 'absent.js'], ['BrokenPython', 'ModuleNotFoundError', 'No module named \'absent\'']])(
  'a module that cannot be loaded fails its tasks with the error of the import: %s', async (taskType, type, message) => {
    expect(await outcome(taskType, {})).toMatchObject({ status: 'FAILED', attempt: 2, error: { type, message: expect.stringContaining(message) } });
  },
);

test.each<[string, string, unknown]>([
  ['completes its task', 'answer', { status: 'COMPLETED', attempt: 1, result: { attempt: 1, text: 'ü' } }],
  ['returns nothing', 'answer nothing', { status: 'COMPLETED', attempt: 1, result: null }],
  ['fails, is tried again', 'fail', { status: 'FAILED', attempt: 2, error: { type: 'RuntimeError', message: 'not today' } }],
  ['fails for good, is not', 'fail for good', { status: 'FAILED', attempt: 1, error: { type: 'ValueError', message: 'no such number' } }],
  ['takes too long, is tried again', 'take too long', { status: 'FAILED', attempt: 2, error: { type: 'TimeoutError', message: 'Task timed out after 5.00 seconds' } }],
])('a function that there is already and that %s', async (_how, what, expected) => {
  expect(await outcome('Existing', { do: what, text: 'ü' })).toMatchObject(expected as object);
});
