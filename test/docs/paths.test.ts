import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { REPOSITORY } from '../../scripts/support/folders';

/*
 * The documents name places of this repository as `path/from/the/root`, and what to look for there right behind it:
 * `runtime/core/operations/create.ts` (`createTask`), with commas between several names. A member has its class's name
 * before it: `TaskApi.create`. Code blocks are not read: what stands in them is a user's.
 */

/** A document, by its path. */
type Document = string;

/** A path that a document names, and the names beside it. */
type Place = readonly [document: Document, path: string, ...names: string[]];

const DOCUMENTS = readdirSync(join(REPOSITORY, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`).sort();

/** About the repository itself: every path with a file's ending is one of it. Guides name files of users as well. */
const ABOUT_THE_CODE = /^docs\/(architecture\.md|simulator\.md|decisions\/)/;

/** What is built beside the sources (`dist`, `coverage`) comes and goes. */
const TOP_LEVEL = new Set(execFileSync('git', ['ls-files'], { cwd: REPOSITORY, encoding: 'utf8' }).split('\n').map((file) => file.split('/')[0]));

/** A path in backticks, and the names in parentheses behind it. */
const NAMED = /`([\w@.-]+(?:\/[\w@.-]+)+\/?)`(?:\s\(((?:`[\w.]+`(?:,\s)?)+)\))?/g;

const MOST_FILES_OF_A_LIFE = 20;
const LEAST_FILES_OF_A_LIFE = 15;

function textOf(document: Document): string {
  return readFileSync(join(REPOSITORY, document), 'utf8').replace(/^```.*?^```$/gms, '');
}

function placesIn(document: Document, text: string): Place[] {
  return [...text.matchAll(NAMED)]
    .filter(([, path]) => TOP_LEVEL.has(path.split('/')[0]) || (ABOUT_THE_CODE.test(document) && /\.[a-z]{2,4}$/.test(path)))
    .map(([, path, names = '']) => [document, path, ...[...names.matchAll(/[\w.]+/g)].map(([name]) => name)]);
}

function linksIn(document: Document): [Document, string][] {
  return [...textOf(document).matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)/g)].map(([, target]) => [document, target]);
}

/** Whether a source declares or exports a function, class, constant or type of this name, or a class of it with the member. */
function declares(source: string, name: string): boolean {
  const [owner, member] = name.split('.');
  const hasOwner = new RegExp(`\\b(function|class|const|let|interface|type|enum|def) ${owner}\\b|^${owner} =|^export {[^}]*\\b${owner}\\b[ ,]`, 'm').test(source);
  const hasMember = member === undefined || new RegExp(`^ +((public|protected|private|static|async|readonly|override|get) )*${member}\\??[(:<]`, 'm').test(source);
  return hasOwner && hasMember;
}

const PLACES = DOCUMENTS.flatMap((document) => placesIn(document, textOf(document)));

test('the documents name places of the repository', () => {
  expect(PLACES.length).toBeGreaterThan(LEAST_FILES_OF_A_LIFE);
});

test.each(PLACES)('%s names %s, which is there', (_, path, ...names) => {
  const missing = names.filter((name) => !declares(readFileSync(join(REPOSITORY, path), 'utf8'), name));
  expect({ exists: existsSync(join(REPOSITORY, path)), missing }).toEqual({ exists: true, missing: [] });
});

test.each(DOCUMENTS.flatMap(linksIn))('%s links to %s, which is there', (document, target) => {
  const path = join(REPOSITORY, dirname(document), target);
  expect({ path: relative(REPOSITORY, path), exists: existsSync(path) }).toEqual({ path: relative(REPOSITORY, path), exists: true });
});

test('the life of a task passes few files, and says what to look for in each', () => {
  const [, life] = /^## Life of a task$(.*?)^## /ms.exec(textOf('docs/architecture.md'))!;
  const places = placesIn('docs/architecture.md', life).filter(([, path]) => path.endsWith('.ts'));
  const files = new Set(places.map(([, path]) => path));

  expect(files.size).toBeLessThanOrEqual(MOST_FILES_OF_A_LIFE);
  expect(files.size).toBeGreaterThanOrEqual(LEAST_FILES_OF_A_LIFE);
  expect(places.filter(([, , ...names]) => names.length === 0)).toEqual([]);
});

describe('what a document would name in vain', () => {
  const source = 'export class TaskApi {\n  private async create(scope: string): Promise<void> {}\n}\nexport const LIMIT = 1;\nexport { a as other } from \'b\';\n';

  test.each(['TaskApi', 'TaskApi.create', 'LIMIT', 'other'])('%s is declared', (name) => {
    expect(declares(source, name)).toBe(true);
  });

  test.each(['TaskAp', 'TaskApi.remove', 'create', 'scope', 'LIMITS'])('%s is not', (name) => {
    expect(declares(source, name)).toBe(false);
  });

  test('is found with or without its names, and in a folder that is not there', () => {
    expect(placesIn('docs/architecture.md', 'See `runtime/a.ts` (`b`, `C.d`), `src/gone` and `runtme/a.ts`; `application/json` is not one.')).toEqual([
      ['docs/architecture.md', 'runtime/a.ts', 'b', 'C.d'], ['docs/architecture.md', 'src/gone'], ['docs/architecture.md', 'runtme/a.ts'],
    ]);
    expect(placesIn('docs/guides/workers.md', 'Put it into `handlers/thumbnail.ts`, as `examples/gone` does.')).toEqual([['docs/guides/workers.md', 'examples/gone']]);
  });
});
