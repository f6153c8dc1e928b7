import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument, REPOSITORY } from './documents';
import * as limits from '../../src/contract/limits';

const { text } = readDocument('docs/limits.md');
const rows = text.split('\n').filter((line) => line.startsWith('| '));

/** A number as the document may write it. */
function renderings(name: string, value: number): string[] {
  const written = [value.toLocaleString('en'), String(value)];
  const units: readonly [RegExp, number, string][] = [
    [/_(BYTES|SIZE)$/, 1024, 'KB'], [/_BYTES$/, 1024 * 1024, 'MB'],
    [/_MS$/, 1, 'ms'], [/_MS$/, 1000, 'second'], [/_MS$/, 60_000, 'minute'], [/_MS$/, 3_600_000, 'hour'],
    [/_SECONDS$/, 1, 'second'], [/_MINUTES$/, 1, 'minute'], [/_DAYS$/, 1, 'day'],
  ];
  return [...written, ...units.filter(([names]) => names.test(name)).map(([, size, unit]) => `${value / size} ${unit}`)];
}

test.each(Object.entries(limits))('%s is there, with its value', (name, value) => {
  const row = rows.find((candidate) => candidate.includes(`\`${name}\``));
  expect(row).toBeDefined();
  const [first] = [value].flat() as number[];
  expect(renderings(name, first).some((written) => row!.includes(written))).toBe(true);
});

/** The props whose values synthesis checks, in all of src. */
function checkedProps(): string[] {
  const source = join(REPOSITORY, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return [...new Set(files.flatMap((file) => (
    [...readFileSync(join(source, file), 'utf8').matchAll(/check(?:Number|Duration|Concurrency|Lease)\((?:what\()?'([\w.]+)'/g)].map(([, name]) => name)
  )))];
}

test('every prop whose value synthesis checks is there', () => {
  const props = checkedProps();
  expect(props.length).toBeGreaterThan(15);
  expect(props.filter((prop) => !text.includes(`\`${prop}\``))).toEqual([]);
});
