import { cutText } from '../../../../runtime/core/record/text';

const LIMIT = 1024;

test.each([
  ['a short text', 'short', 'short'],
  ['an empty text', '', ''],
  ['a text of the whole size', 'x'.repeat(LIMIT), 'x'.repeat(LIMIT)],
  ['a byte too many', 'x'.repeat(LIMIT + 1), 'x'.repeat(LIMIT)],
  ['a character of two bytes at the end', `${'x'.repeat(LIMIT - 1)}ü`, 'x'.repeat(LIMIT - 1)],
  ['a character of three bytes at the end', `${'x'.repeat(LIMIT - 2)}€`, 'x'.repeat(LIMIT - 2)],
  ['a character of four bytes at the end', `${'x'.repeat(LIMIT - 3)}😀`, 'x'.repeat(LIMIT - 3)],
  ['a character that just fits', `${'x'.repeat(LIMIT - 4)}😀y`, `${'x'.repeat(LIMIT - 4)}😀`],
  ['a byte order mark', `\ufeff${'x'.repeat(LIMIT)}`, `\ufeff${'x'.repeat(LIMIT - 3)}`],
  ['half a character', 'x\ud800y', 'x\ufffdy'],
  ['half a character at the end', `${'x'.repeat(LIMIT - 3)}\udc00y`, `${'x'.repeat(LIMIT - 3)}\ufffd`],
])('%s', (_, text, expected) => {
  expect(cutText(text)).toBe(expected);
});
