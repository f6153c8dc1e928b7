import type { DeclaredParameter } from './declared-operation';

/** What the id in a path is. */
export const ID_PARAMETER: DeclaredParameter = { description: 'The id of the task.', schema: { type: 'string' } };

export const IF_MATCH: DeclaredParameter = {
  description: 'The `ETag` of the task as the client has read it. If the task has changed since, the request is refused, and changes nothing.',
  schema: { type: 'string' },
};

/** What the client prefers; what the API does not know is ignored (RFC 7240). */
export function prefer(what: string): DeclaredParameter {
  return { description: `What the client prefers: ${what}.`, schema: { type: 'string' } };
}

export const PREFER_TASK = prefer('`return=representation`, to be answered with the task');
