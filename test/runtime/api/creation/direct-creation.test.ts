import { Catalogue } from '../../../../runtime/api/catalogue';
import { DirectCreation } from '../../../../runtime/api/creation/direct-creation';
import type { Store } from '../../../../runtime/core/ports';
import { TestApi } from '../../../support/task-api';

const SCHEDULE = 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/nightly';
const REFUSED = { task_type: 'TASK1', data: {}, max_attempts: 0 };

let api: TestApi;
beforeEach(() => {
  api = new TestApi();
});

const creation = (store?: Store) => new DirectCreation({ api: api.taskApi({ store }), ...api });
const task = (key: string) => ({ task_type: 'TASK1', data: {}, idempotency_key: key });

test('the answers of a list are its sender\'s; what was refused is logged without a word of the request, and counted', async () => {
  const [created, refused] = await creation().ofList([task('1'), REFUSED]);
  expect([created.status, refused.status]).toEqual([201, 422]);
  expect(api.logger.lines.slice(1)).toEqual([expect.objectContaining({ level: 'WARN', message: 'task refused', task_type: 'TASK1', status: 422 })]);
  expect(api.logger.lines[1]).not.toHaveProperty('detail');
  expect(api.metrics.added).toEqual([{ name: 'Created', taskType: 'TASK1', value: 1 }, { name: 'CreateRefused', taskType: 'TASK1', value: 1 }]);
});

test.each([
  ['is not declared', { task_type: 'TASK9', data: {} }, new Catalogue([{ name: 'TASK1' }])],
  ['cannot be one', { task_type: 'no such type', data: {} }, new Catalogue()],
  ['is missing', { data: {} }, new Catalogue()],
  ['is nowhere', null, new Catalogue()],
])('a task type that %s is no dimension of a metric', async (_how, request, catalogue) => {
  api.catalogue = catalogue;
  await creation().ofList([request]);
  expect(api.metrics.added).toEqual([{ name: 'CreateRefused', taskType: undefined, value: 1 }]);
});

test('a firing that comes again, and one that is late, is the same task', async () => {
  const event = { schedule: SCHEDULE, tasks: [task(`${SCHEDULE}/2026-01-15T12:00:00Z`)] };
  const [first] = await creation().ofSchedule(event);
  api.ports.clock.advance(3600_000);
  expect(await creation().ofSchedule(event)).toEqual([first]);
  expect(api.ports.store.items()).toHaveLength(1);
});

test('what is refused of a schedule is said in the log, since nobody reads the answer', async () => {
  await creation().ofSchedule({ schedule: SCHEDULE, tasks: [REFUSED] });
  expect(api.logger.lines).toEqual([expect.objectContaining({
    level: 'WARN', message: 'task refused', schedule: SCHEDULE, task_type: 'TASK1', status: 422, detail: expect.stringContaining('max_attempts must be'),
  })]);
  expect(api.metrics.names()).toEqual(['CreateRefused']);
});

test('a schedule\'s invocation fails when a task could not be created, and the next one creates just that', async () => {
  const { store } = api.ports;
  let puts = 0;
  const failing = Object.assign(Object.create(store) as Store, {
    put: async (input: Parameters<Store['put']>[0]) => {
      puts += 1;
      if (puts === 2) throw Object.assign(new Error('busy'), { name: 'ThrottlingException' });
      await store.put(input);
    },
  });
  const event = { schedule: SCHEDULE, tasks: [task('1'), task('2')] };
  await expect(creation(failing).ofSchedule(event)).rejects.toThrow(`1 of 2 tasks of the schedule ${SCHEDULE} could not be created now`);
  expect(api.metrics.names()).toEqual(['Created']);
  await creation().ofSchedule(event);
  expect(store.items()).toHaveLength(2);
});
