import type { DeclaredOperation, DeclaredParameter } from './declared-operation';
import { ETAG, PREFERENCE_APPLIED, RETRY_AFTER } from './headers';
import { TASK_LINKS } from './links';
import { PREFER_TASK } from './parameters';
import { MAX_BATCH_BODY_BYTES, MAX_CREATES } from '../../limits';
import type { Route } from '../../routes';
import { ROUTE } from '../../routes';
import { IDEMPOTENCY_KEY_PATTERN, IDEMPOTENCY_KEY_RULE } from '../../task';
import { EXAMPLE_ID, EXAMPLE_TASK_TYPE } from '../schemas';

const IDEMPOTENCY_KEY: DeclaredParameter = {
  description: 'By which the request is recognised when it comes again, for as long as its task is kept: it then has the same answer, and creates nothing. Another request with the same key is refused.',
  schema: { 'type': 'string', 'minLength': 1, 'maxLength': 255, 'pattern': IDEMPOTENCY_KEY_PATTERN.source, 'x-rule': `must have ${IDEMPOTENCY_KEY_RULE}` },
};

/** The operations by which clients create tasks. */
export const CREATION = {
  [ROUTE.create]: {
    id: 'createTask',
    summary: 'Create a task',
    description: 'A worker begins it at once, or when its time has come. Follow it at the URL in `Location`.',
    tag: 'Tasks',
    headers: { 'Idempotency-Key': IDEMPOTENCY_KEY, 'Prefer': PREFER_TASK },
    body: {
      schema: 'NewTask',
      examples: { 'resize-image': { summary: 'An image to be resized', value: { task_type: EXAMPLE_TASK_TYPE, data: { key: 'photo.png', width: 128 } } } },
    },
    answers: {
      201: {
        description: 'The task is created, or was by the same request before.',
        schema: 'CreatedTask',
        headers: {
          'Location': { description: 'Where the task can be read, relative to the URL of the request.', schema: { type: 'string' } },
          'ETag': { ...ETAG, optional: true },
          'Retry-After': RETRY_AFTER,
          'Preference-Applied': PREFERENCE_APPLIED,
        },
        examples: { created: { summary: 'The id of the task', value: { id: EXAMPLE_ID } } },
        links: TASK_LINKS,
      },
    },
  },
  [ROUTE.createAll]: {
    id: 'createTasks',
    summary: 'Create many tasks',
    description: `Up to ${MAX_CREATES} tasks, in a body of up to ${MAX_BATCH_BODY_BYTES / 1024 / 1024} MB. Each has its own outcome.`,
    tag: 'Tasks',
    headers: { 'Idempotency-Key': { ...IDEMPOTENCY_KEY, description: 'As of a single task, for each of these at its place: send the same tasks in the same order again.' } },
    body: {
      schema: 'NewTasks',
      examples: { two: { summary: 'Two tasks', value: { tasks: [{ task_type: EXAMPLE_TASK_TYPE, data: {} }, { task_type: EXAMPLE_TASK_TYPE, data: {} }] } } },
    },
    answers: {
      200: {
        description: 'What became of each.',
        schema: 'CreatedTasks',
        examples: {
          mixed: {
            summary: 'One is created, one is refused',
            value: { tasks: [{ status: 201, id: EXAMPLE_ID }, { type: 'about:blank', title: 'Unprocessable Entity', status: 422, detail: 'data is missing; it is the JSON that the worker gets, and may be {}.' }] },
          },
        },
      },
    },
  },
} satisfies Partial<Record<Route, DeclaredOperation>>;
