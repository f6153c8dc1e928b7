import { createHash } from 'node:crypto';

/** A tag that changes with a text. */
export function textTag(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** Whether one of the tags in an `If-None-Match` is this one; it is enough that they are weakly so (RFC 9110, 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = tagsIn(ifNoneMatch).map((tag) => tag.replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/** Whether an `If-Match` names this tag, or any; a weak one says that less than all is the same (RFC 9110, 13.1.1). */
export function isMatched(ifMatch: string, etag: string): boolean {
  const tags = tagsIn(ifMatch);
  return tags.includes(etag) || tags.includes('*');
}

function tagsIn(header: string | undefined): string[] {
  return header?.split(',').map((tag) => tag.trim()) ?? [];
}
