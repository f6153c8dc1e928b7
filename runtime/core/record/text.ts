import { StringDecoder } from 'node:string_decoder';
import { MAX_TEXT_BYTES } from '../../../src/contract';

/**
 * Cuts a text to what a record has room for, between two characters. Half a character (a surrogate without the other),
 * which JSON may have and UTF-8 has not, becomes U+FFFD.
 */
export function cutText(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_TEXT_BYTES) return bytes.toString();
  // Unlike toString, it holds an incomplete character back.
  return new StringDecoder('utf8').write(bytes.subarray(0, MAX_TEXT_BYTES));
}
