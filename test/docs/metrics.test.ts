import { readDocument } from './documents';
import { METRIC_UNIT } from '../../src/contract';

const rows = readDocument('docs/guides/operating.md').text.split('\n').filter((line) => line.startsWith('| `'));

test.each(Object.entries(METRIC_UNIT))('the metric %s is there, with its unit', (name, unit) => {
  expect(rows.find((row) => row.includes(`\`${name}\``))).toContain(`| ${unit.toLowerCase()} |`);
});
