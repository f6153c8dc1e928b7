import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Document } from './documents';
import { documentsIn, GUIDES, PYTHON_README, README, readDocument, REPOSITORY } from './documents';

const PROJECT = 'https://github.com/cdk-async-tasks/cdk-async-tasks/';
const FILES = `${PROJECT}blob/main/`;
const FOLDERS = `${PROJECT}tree/main/`;
const PICTURES = 'https://raw.githubusercontent.com/cdk-async-tasks/cdk-async-tasks/main/';

const DOCUMENTS = [README, PYTHON_README, ...['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(readDocument), ...documentsIn('docs')];

interface Link {
  readonly isPicture: boolean;
  readonly target: string;
}

function linksOf({ text }: Document): Link[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, mark, target]) => ({ isPicture: mark === '!', target }));
}

/** The anchors that GitHub gives to the headings of a document. */
function anchorsOf({ text }: Document): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-'));
}

/** The path in the repository that a link leads to; nothing where it leads elsewhere. */
function pathOf(document: Document, target: string): string | undefined {
  const path = target.replace(/#.*$/, '');
  for (const base of [FILES, FOLDERS, PICTURES]) if (path.startsWith(base)) return path.slice(base.length);
  if (/^https?:/.test(path)) return undefined;
  return path === '' ? document.path : relative(REPOSITORY, join(REPOSITORY, dirname(document.path), path)).replaceAll('\\', '/');
}

describe.each(DOCUMENTS.map((document) => [document.path, document] as const))('%s', (_, document) => {
  test('its links lead somewhere', () => {
    const paths = linksOf(document).map(({ target }) => ({ target, path: pathOf(document, target) }));
    expect(paths.filter(({ path }) => path !== undefined && !existsSync(join(REPOSITORY, path)))).toEqual([]);
  });

  test('its links to headings find them', () => {
    const lost = linksOf(document).filter(({ target }) => {
      const [, anchor] = target.split('#');
      const path = pathOf(document, target);
      return anchor !== undefined && path?.endsWith('.md') && !anchorsOf(readDocument(path)).includes(anchor);
    });
    expect(lost).toEqual([]);
  });

  test('its absolute links to this repository name files and folders as GitHub does', () => {
    const wrong = linksOf(document).filter(({ target }) => {
      const path = pathOf(document, target);
      if (path === undefined || !target.startsWith(PROJECT)) return false;
      return statSync(join(REPOSITORY, path)).isDirectory() !== target.startsWith(FOLDERS);
    });
    expect(wrong).toEqual([]);
  });
});

test.each([README, PYTHON_README].map((document) => [document.path, document] as const))('%s has absolute links, which npm, PyPI and Construct Hub need', (_, document) => {
  expect(linksOf(document).filter(({ target }) => !target.startsWith('https://'))).toEqual([]);
  expect(linksOf(document).filter(({ isPicture, target }) => isPicture && !target.startsWith(PICTURES))).toEqual([]);
});

test.each(GUIDES.map((guide) => [guide.path, guide] as const))('%s is linked from the README, and opens with what it achieves', (path, { text }) => {
  expect(README.text).toContain(`](${FILES}${path})`);
  expect(text).toMatch(/^# [^\n]+\n\n[A-Z][^#|`]+[.:]\n\n/);
});

test.each([
  'docs/http-api.md', 'docs/limits.md', 'docs/promises.md', 'docs/async-lambda.md', 'docs/architecture.md', 'docs/simulator.md',
  'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'API.md',
])('%s is linked from the README', (path) => {
  expect(README.text).toContain(`](${FILES}${path})`);
});
