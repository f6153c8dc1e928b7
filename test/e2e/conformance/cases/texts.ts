import type { ConformanceCase, Expected } from '../case';

const completed = (result: unknown): Expected => ({ status: 'COMPLETED', attempt: 1, result });

const MADE = { 'na\u0308me\u{1f600}': 'e\u0301 \u{1f469}\u200d\u{1f4bb} \u{10ffff} \u0000 \u2028\u2029 \ufeff\ufffe "\\/' };
const HALVES = ['\ud800', '\udc00', 'a\udbffb', '\udc00\ud800'];

/** Texts come out as they went in, and one that the handler makes as it made it. */
export const textCases: readonly ConformanceCase[] = [
  { name: 'echo', variant: 'texts', input: JSON.stringify(MADE), expected: completed(MADE) },
  { name: 'made-text', expected: completed(MADE) },
  { name: 'echo', variant: 'escaped texts', input: '"\\u00e9\\ud83d\\ude00\\u0000\\u2028\\/"', expected: completed('é\u{1f600}\u0000\u2028/') },
  { name: 'echo', variant: 'names', input: '{"__proto__":{"a":1},"constructor":2}', expected: completed(JSON.parse('{"__proto__":{"a":1},"constructor":2}')) },
  {
    name: 'echo',
    variant: 'half characters',
    input: JSON.stringify(HALVES),
    expected: completed(HALVES),
    notIn: { function: 'the function\'s runtime encodes its answer, and UTF-8 has no half characters' },
  },
  {
    name: 'made-half-characters',
    expected: completed(HALVES),
    notIn: { function: 'the function\'s runtime encodes its answer, and UTF-8 has no half characters' },
  },
];
