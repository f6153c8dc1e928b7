import { handler } from './film';
import { runHandler } from 'cdk-async-tasks/testing';

test('a film', async () => {
  const run = await runHandler(handler, { data: { key: 'film.mp4', frames: 2 } });
  expect(run).toMatchObject({ status: 'COMPLETED', result: { key: 'film.mp4' } });
  expect(run.progress.map(({ percent }) => percent)).toEqual([0, 50]);
  expect(run.children).toEqual([{ task_type: 'notify', data: { key: 'film.mp4' } }]);
});

test('a cancelled film', async () => {
  const run = await runHandler(handler, { data: { key: 'film.mp4', frames: 2 } }, { cancelAfter: 0 });
  expect(run.status).toBe('CANCELLED');
});

test('a film without frames', async () => {
  const run = await runHandler(handler, { data: { key: 'film.mp4', frames: 0 } });
  expect(run).toMatchObject({ status: 'FAILED', retryable: false, error: { message: 'a film has one frame at least' } });
});
