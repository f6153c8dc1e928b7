import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** What a client posts as `data`. */
interface Film {
  readonly key: string;
  readonly frames: number;
}

export const handler: TaskHandlerFunction<Film, { key: string }> = async (task, { progress, signal, createTask, logger }) => {
  const { key, frames } = task.data;
  if (frames < 1) throw Object.assign(new Error('a film has one frame at least'), { retryable: false }); // FAILED at once
  for (let frame = 0; frame < frames; frame += 1) {
    await progress(100 * frame / frames, `frame ${frame}`);
    signal.throwIfAborted();
  }
  await createTask({ task_type: 'notify', data: { key } });
  logger.info('rendered', { frames });
  return { key };
};
