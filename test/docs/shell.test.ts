import { spawnSync } from 'node:child_process';
import type { Document } from './documents';
import { GUIDES, PYTHON_README, README, readDocument } from './documents';
import type { ShellState } from './shell';
import { errorsInShell, newState, uninstalledImports } from './shell';

/* Whether the lines work is another test's matter, which types the README's; these find what cannot work. */
const GETTING_STARTED = GUIDES.find(({ path }) => path.endsWith('/getting-started.md'))!;
const DOCUMENTS = [README, PYTHON_README, readDocument('CONTRIBUTING.md'), readDocument('docs/promises.md'), ...GUIDES];

/** Guides go on in the folder of the app that the first one makes, in a new shell. */
function stateFor(document: Document): ShellState {
  const state = newState(document);
  if (!GUIDES.includes(document) || document === GETTING_STARTED) return state;
  errorsInShell(GETTING_STARTED, state);
  return { ...state, variables: newState(document).variables, functions: newState(document).functions };
}

describe.each(DOCUMENTS.map((document) => [document.path, document] as const))('%s', (_, document) => {
  test('its shell lines have the files, variables, scripts and packages that they need', () => {
    expect(errorsInShell(document, stateFor(document))).toEqual([]);
  });

  test('its shell lines are a shell\'s', () => {
    const lines = document.blocks.filter(({ language }) => language === 'sh').map(({ code }) => code).join('\n');
    expect(spawnSync('bash', ['-n'], { input: lines, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('it installs what its code imports', () => {
    const state = stateFor(document);
    errorsInShell(document, state);
    expect(uninstalledImports(document, state)).toEqual([]);
  });

  test('its commands exist', () => {
    const named = [...document.text.matchAll(/npm run ([\w:-]+)/g)].map(([line]) => line);
    expect(errorsInShell({ ...document, blocks: [{ language: 'sh', isWhole: false, code: named.join('\n') }] }, newState(document))).toEqual([]);
  });
});

test.each([
  ['curl "$URL"', '$URL is not set'],
  ['echo "${NAME}"', '$NAME is not set'],
  ['cat schemas/missing.json', 'schemas/missing.json does not exist'],
  ['cd nowhere', 'the folder nowhere does not exist'],
  ['npm run nothing', 'there is no script nothing'],
  ['npx vitest run', 'vitest is not installed'],
  ['API=https://example.com\ncurl "$API/tasks"', 'the request is not signed'],
  ['API=https://example.com\nsigned_curl() { curl --aws-sigv4 a "$@"; }\nsigned_curl -d \'{}\' "$API/tasks"', 'the request does not say that its body is JSON'],
])('the check would notice: %s', (code, error) => {
  const document: Document = { path: 'docs/guides/a.md', text: '', blocks: [{ language: 'sh', isWhole: false, code }] };
  expect(errorsInShell(document, newState(document))).toEqual([expect.stringMatching(new RegExp(`^${error.replace(/[$.]/g, '\\$&')} `))]);
});

test.each([
  ['npm install --save-dev vitest@3 @types/jest\nnpx vitest run', []],
  ['mkdir app && cd app\nnpx --yes aws-cdk@2 deploy --outputs-file out.json\njq . out.json', []],
  ['NAME=a\necho "$NAME" "${OTHER:-b}" # "$COMMENT"', []],
])('and takes what works: %s', (code, errors) => {
  const document: Document = { path: 'docs/guides/a.md', text: '', blocks: [{ language: 'sh', isWhole: false, code }] };
  expect(errorsInShell(document, newState(document))).toEqual(errors);
});
