import { taskLogger } from '../../../runtime/aws/logger';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import { RecordedLogger } from '../../support/telemetry';

const RECORD = { id: 'id', task_type: 'thumbnail', scope: 'shared', attempt: 2, claim: 'secret' } as TaskRecord;
const KEYS = { task_id: 'id', task_type: 'thumbnail', scope: 'shared', attempt: 2 };

test.each(['debug', 'info', 'warn', 'error'] as const)('each line of %s says which task it is about', (level) => {
  const logger = new RecordedLogger({ logLevel: 'DEBUG' });
  taskLogger(logger, RECORD)[level]('picture read', { width: 64 });
  taskLogger(logger, RECORD)[level]('nothing more to say');
  expect(logger.lines).toMatchObject([
    { level: level.toUpperCase(), message: 'picture read', width: 64, ...KEYS },
    { level: level.toUpperCase(), message: 'nothing more to say', ...KEYS },
  ]);
  expect(JSON.stringify(logger.lines)).not.toContain('secret');
});

test('a handler cannot make its lines those of another task', () => {
  const logger = new RecordedLogger();
  taskLogger(logger, RECORD).info('mine', { task_id: 'another', attempt: 7 });
  expect(logger.lines).toMatchObject([KEYS]);
});

test('an error in the place of the fields is an error of the line', () => {
  const logger = new RecordedLogger();
  taskLogger(logger, RECORD).error('no picture', new RangeError('too wide') as never);
  expect(logger.lines).toMatchObject([{ error: { name: 'RangeError', message: 'too wide' }, ...KEYS }]);
});

test('the lines of others are not about the task', () => {
  const logger = new RecordedLogger();
  taskLogger(logger, RECORD).info('mine');
  logger.info('not mine');
  expect(logger.lines[1]).not.toHaveProperty('task_id');
});
