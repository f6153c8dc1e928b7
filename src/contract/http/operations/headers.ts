import type { DeclaredHeader } from './declared-operation';

export const ETAG: DeclaredHeader = { description: 'Changes with the task.', schema: { type: 'string' } };

export const RETRY_AFTER: DeclaredHeader = {
  description: 'After how many seconds it is worth asking again; the older an open task is, the more.', schema: { type: 'integer', minimum: 1 }, optional: true,
};

export const PREFERENCE_APPLIED: DeclaredHeader = { description: 'What the client preferred, and has got.', schema: { type: 'string' }, optional: true };

/** A task in an answer. */
export const TASK_HEADERS: Readonly<Record<string, DeclaredHeader>> = { 'ETag': ETAG, 'Retry-After': RETRY_AFTER };
