import { StringDecoder } from 'node:string_decoder';
import { MAX_TEXT_BYTES } from '../../src/contract';

/** Cuts a text to what a record has room for, between two characters. */
export function cutText(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_TEXT_BYTES) return text;
  // Unlike toString, it holds an incomplete character back.
  return new StringDecoder('utf8').write(bytes.subarray(0, MAX_TEXT_BYTES));
}
