import { GUIDES, readDocument } from './documents';
import type { Route } from '../../src/contract';
import { ROUTE } from '../../src/contract';
import { OPERATIONS, problemsOf } from '../../src/contract/http';
import { compile } from '../../validation/compiler';

const { text } = readDocument('docs/http-api.md');

/** What the document says of a route. */
function sectionOf(route: Route): string {
  const [, section] = text.split(`\n### ${route}\n`);
  return section?.split('\n### ')[0] ?? '';
}

describe.each(Object.values(ROUTE))('%s', (route) => {
  const { query = {}, headers = {}, answers } = OPERATIONS[route];
  const section = sectionOf(route);

  test('has its success in the table, and a section', () => {
    expect(text).toContain(`| ${Object.keys(answers).join(', ')} |`);
    expect(text).toContain(`| [\`${route}\`](#`);
    expect(section).not.toBe('');
  });

  test('has its statuses, its query and its headers in the section', () => {
    const [, errors] = /^Errors: (.*)\.$/ms.exec(section) ?? [];
    expect(errors.replace(/\([^)]*\)/g, '').split(',').map((status) => Number(status.trim())))
      .toEqual([...new Set(problemsOf(route).map(({ status }) => status))].sort((one, other) => one - other));
    expect(Object.keys(answers).filter((status) => !section.includes(status))).toEqual([]);
    expect([...Object.keys(query), ...Object.keys(headers)].filter((name) => !section.includes(name))).toEqual([]);
  });
});

test.each([
  ['getting-started', 'schemas/thumbnail.json', { width: 0 }],
  ['task-types', 'schemas/convert.json', { format: 'gif' }],
])('the guide %s shows what the API answers to data that does not fit %s', (name, file, data) => {
  const { blocks } = GUIDES.find(({ path }) => path === `docs/guides/${name}.md`)!;
  const schema = blocks.find((block) => block.file === file)!;
  const answer = blocks.filter(({ language }) => language === 'json').map(({ code }) => JSON.parse(code)).find(({ status }) => status === 422);
  const errors = compile(JSON.parse(schema.code)).fieldErrorsOf(data, 'data');
  expect(answer.errors).toEqual(errors);
  expect(answer.detail).toBe(errors.map(({ detail }) => detail).join(' '));
});
