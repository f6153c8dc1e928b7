import type { DeclaredOperation } from './declared-operation';
import { EXAMPLE_TASK, SETTLED_TASK, TASK_EXAMPLES } from './examples';
import { TASK_HEADERS } from './headers';
import { RETRY_LINKS } from './links';
import { IF_MATCH } from './parameters';
import type { Route } from '../../routes';
import { ROUTE } from '../../routes';
import { PROBLEM } from '../problems';

const CANCELLED_EXAMPLES = { cancelled: { summary: 'It was cancelled', value: { ...SETTLED_TASK, status: 'CANCELLED' } } };

/** The operations by which clients intervene. */
export const MANAGEMENT = {
  [ROUTE.cancel]: {
    id: 'cancelTask',
    summary: 'Cancel a task',
    description: 'A task that no worker holds is CANCELLED at once; the worker of a task that is IN_PROGRESS is asked to stop. The same request again has the same answer.',
    tag: 'Tasks',
    headers: { 'If-Match': IF_MATCH },
    body: { schema: 'NoBody', optional: true },
    answers: {
      200: { description: 'The task is CANCELLED.', schema: 'Task', links: RETRY_LINKS, headers: TASK_HEADERS, examples: CANCELLED_EXAMPLES },
      202: {
        description: 'The worker was asked to stop, and has not yet.',
        schema: 'Task',
        headers: TASK_HEADERS,
        examples: { stopping: { summary: 'It is to stop', value: { ...TASK_EXAMPLES.running.value, cancel_requested: true } } },
      },
    },
    problems: [PROBLEM.notCancellable, PROBLEM.changed],
  },
  [ROUTE.retry]: {
    id: 'retryTask',
    summary: 'Retry a task',
    description: 'A task that is FAILED or CANCELLED begins again, with as many attempts as it had.',
    tag: 'Tasks',
    headers: { 'If-Match': IF_MATCH },
    body: { schema: 'NoBody', optional: true },
    answers: { 200: { description: 'The task is CREATED again.', schema: 'Task', headers: TASK_HEADERS, examples: { created: { summary: 'It begins again', value: { ...EXAMPLE_TASK, attempt: 3, max_attempts: 3, updated_time: 1795259145 } } } } },
    problems: [PROBLEM.notRetryable, PROBLEM.changed],
  },
  [ROUTE.remove]: {
    id: 'deleteTask',
    summary: 'Delete a task',
    description: 'Erases a task that has settled, with its data and its result, before its time.',
    tag: 'Tasks',
    headers: { 'If-Match': IF_MATCH },
    answers: { 204: { description: 'The task is gone.' } },
    problems: [PROBLEM.notRemovable, PROBLEM.changed],
  },
} satisfies Partial<Record<Route, DeclaredOperation>>;
