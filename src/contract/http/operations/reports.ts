import type { DeclaredOperation } from './declared-operation';
import { TASK_EXAMPLES } from './examples';
import { PREFERENCE_APPLIED, TASK_HEADERS } from './headers';
import { IF_MATCH, PREFER_TASK } from './parameters';
import type { Route } from '../../routes';
import { ROUTE } from '../../routes';
import { PROBLEM } from '../problems';

/** The operation by which workers report over HTTP. */
export const REPORTS = {
  [ROUTE.report]: {
    id: 'reportTask',
    summary: 'Report on a task',
    description: 'IN_PROGRESS begins the task; again with the same claim, or with `progress`, it extends the worker\'s lease. COMPLETED and FAILED end it.',
    tag: 'Workers',
    headers: { 'If-Match': IF_MATCH, 'Prefer': PREFER_TASK },
    body: {
      schema: 'Report',
      examples: {
        begin: { summary: 'The worker begins', value: { status: 'IN_PROGRESS', claim: 'ebbd1c5e-worker-7' } },
        progress: { summary: 'It is still at it', value: { status: 'IN_PROGRESS', claim: 'ebbd1c5e-worker-7', progress: { percent: 40, message: 'resizing' } } },
        complete: { summary: 'It is done', value: { status: 'COMPLETED', claim: 'ebbd1c5e-worker-7', result: { key: 'thumbnails/photo.png' } } },
        fail: { summary: 'It has failed, and may be tried again', value: { status: 'FAILED', claim: 'ebbd1c5e-worker-7', error: { type: 'TimeoutError', message: 'the bucket did not answer', retryable: true } } },
      },
    },
    answers: {
      200: {
        description: 'The report is taken; the task, for a client that prefers it.',
        schema: 'Task',
        headers: { ...TASK_HEADERS, 'Preference-Applied': { ...PREFERENCE_APPLIED, optional: false } },
        examples: TASK_EXAMPLES,
      },
      204: { description: 'The report is taken.' },
    },
    problems: [PROBLEM.notReportable, PROBLEM.changed],
  },
} satisfies Partial<Record<Route, DeclaredOperation>>;
