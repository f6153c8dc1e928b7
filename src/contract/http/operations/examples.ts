import { EXAMPLE_ID, EXAMPLE_TASK_TYPE } from '../schemas';

/** A task that waits for its worker. */
export const EXAMPLE_TASK = {
  id: EXAMPLE_ID,
  task_type: EXAMPLE_TASK_TYPE,
  status: 'CREATED',
  status_msg: '',
  created_time: 1795259143,
  updated_time: null,
  attempt: 0,
};

/** What every settled task has in common. */
export const SETTLED_TASK = { ...EXAMPLE_TASK, updated_time: 1795259145, attempt: 1, max_attempts: 3, ttl: 1797851145 };

/** A task in each of its states, by what has become of it. */
export const TASK_EXAMPLES = {
  created: { summary: 'Nobody has begun it yet', value: EXAMPLE_TASK },
  running: {
    summary: 'A worker is at it',
    value: { ...EXAMPLE_TASK, status: 'IN_PROGRESS', updated_time: 1795259144, attempt: 1, max_attempts: 3, progress: { percent: 40, message: 'resizing' } },
  },
  completed: { summary: 'It is done', value: { ...SETTLED_TASK, status: 'COMPLETED', result: { key: 'thumbnails/photo.png', width: 128, height: 85 } } },
  failed: {
    summary: 'It has failed',
    value: { ...SETTLED_TASK, status: 'FAILED', status_msg: 'the picture has no pixels', error: { type: 'RangeError', message: 'the picture has no pixels' } },
  },
};
