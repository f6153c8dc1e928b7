import { readFileSync } from 'node:fs';
import { textTag, isKnown } from '../http/etag';
import type { Operation } from './http/http';
import { DESCRIPTION_MAX_AGE } from '../../src/contract';

/**
 * Answers with the description of the API.
 *
 * @param file where it is; read when it is first asked for
 */
export function description(file: string): Operation {
  let known: { readonly text: string; readonly etag: string } | undefined;
  return async ({ headers }) => {
    known ??= read(file);
    const { text, etag } = known;
    const caching = { 'etag': etag, 'cache-control': `max-age=${DESCRIPTION_MAX_AGE}` };
    return isKnown(headers['if-none-match'], etag) ? { status: 304, headers: caching } : { status: 200, headers: caching, text };
  };
}

function read(file: string): { text: string; etag: string } {
  const text = readFileSync(file, 'utf8');
  return { text, etag: textTag(text) };
}
