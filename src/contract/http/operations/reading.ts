import type { DeclaredOperation } from './declared-operation';
import { EXAMPLE_TASK, TASK_EXAMPLES } from './examples';
import { PREFERENCE_APPLIED, TASK_HEADERS } from './headers';
import { prefer } from './parameters';
import { LIST_PAGE_SIZE, MAX_EPOCH_SECONDS, MAX_LIST_EXAMINED, MAX_LIST_PAGE_SIZE } from '../../limits';
import type { Route } from '../../routes';
import { ROUTE } from '../../routes';
import { STATUSES, TASK_TYPE_PATTERN, TASK_TYPE_RULE } from '../../task';
import type { JsonSchema } from '../json-schema';

const EPOCH_SECONDS: JsonSchema = { type: 'integer', minimum: 0, maximum: MAX_EPOCH_SECONDS };

/** The operations by which clients follow tasks. */
export const READING = {
  [ROUTE.list]: {
    id: 'listTasks',
    summary: 'List the tasks',
    description: `Newest first. A task may take some seconds to appear. With \`status\` or \`task_type\`, up to ${MAX_LIST_EXAMINED} tasks are looked at for a page, so that it may be short, or empty: only a null \`next_token\` is the end.`,
    tag: 'Tasks',
    query: {
      status: { description: 'Only tasks that have it.', schema: { type: 'string', enum: STATUSES } },
      task_type: { description: 'Only tasks of this type.', schema: { 'type': 'string', 'pattern': TASK_TYPE_PATTERN.source, 'x-rule': `must be ${TASK_TYPE_RULE}` } },
      created_after: { description: 'Only tasks that were created in a later second, in epoch seconds.', schema: EPOCH_SECONDS },
      created_before: { description: 'Only tasks that were created in an earlier second, in epoch seconds.', schema: EPOCH_SECONDS },
      limit: {
        description: `How many tasks a page has at most; ${LIST_PAGE_SIZE} without it.`,
        schema: { type: 'integer', minimum: 1, maximum: MAX_LIST_PAGE_SIZE },
      },
      next_token: { description: 'Where the page begins: the `next_token` of the page before it, asked for with the same parameters (but for `limit`).', schema: { type: 'string' } },
    },
    answers: {
      200: {
        description: 'A page of the list.',
        schema: 'TaskPage',
        examples: { page: { summary: 'The last page', value: { tasks: [EXAMPLE_TASK], next_token: null } } },
        links: [{ route: ROUTE.list, description: 'Lists the next page.', parameters: { next_token: '$response.body#/next_token' } }],
      },
    },
  },
  [ROUTE.read]: {
    id: 'readTask',
    summary: 'Read a task',
    tag: 'Tasks',
    query: {
      include: { description: 'What the answer is to have besides: `data`, what the client posted.', schema: { type: 'array', minItems: 1, items: { type: 'string', enum: ['data'] } } },
    },
    headers: {
      'If-None-Match': { description: 'The `ETag` of the task as the client has it.', schema: { type: 'string' } },
      'Prefer': prefer('`wait=N`, to be answered when the task has settled, or after N seconds; where the API has long polling switched on'),
    },
    answers: {
      200: {
        description: 'The task, with its result once it is COMPLETED.',
        schema: 'Task',
        headers: { ...TASK_HEADERS, 'Preference-Applied': PREFERENCE_APPLIED },
        examples: TASK_EXAMPLES,
      },
      304: { description: 'The client has the task as it is.', headers: { ...TASK_HEADERS, 'Preference-Applied': PREFERENCE_APPLIED } },
    },
  },
} satisfies Partial<Record<Route, DeclaredOperation>>;
