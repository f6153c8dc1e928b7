import { createHash } from 'node:crypto';
import type { ListRequest } from '../../core/operations/list';
import { Problem } from '../../http/problem';

/** The list that a page is of. */
export type ListQuery = Pick<ListRequest, 'scope' | 'filter'>;

/** The length of a list's mark at the beginning of a token, and what comes after it: a place in a list. */
const MARK_LENGTH = 16;
const PLACE = /^\d{13}#[0-9a-f-]{36}$/;

/** The token of the page that begins after a place in a list; null at its end. */
export function nextToken(next: ListRequest['before'], query: ListQuery): string | null {
  return next === undefined ? null : Buffer.from(markOf(query) + next).toString('base64url');
}

/** Reads where a page of a list begins; throws a problem when the token is not one of that list. */
export function readNextToken(token: string | undefined, query: ListQuery): ListRequest['before'] {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64url').toString('utf8');
  const before = text.slice(MARK_LENGTH);
  if (text.startsWith(markOf(query)) && PLACE.test(before)) return before;
  throw Problem.malformed([{
    parameter: 'next_token',
    detail: 'next_token is not one that this API has given out for these parameters; send those of the page before it, or begin again without it.',
  }]);
}

/** Tells one list from another. It is no secret: what is seen of a list depends on the request's own scope. */
function markOf({ scope, filter = {} }: ListQuery): string {
  const { status, task_type, created_after, created_before } = filter;
  const query = JSON.stringify([scope, status, task_type, created_after, created_before]);
  return createHash('sha256').update(query).digest('base64url').slice(0, MARK_LENGTH);
}
