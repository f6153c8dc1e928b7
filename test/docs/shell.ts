import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Document } from './documents';
import { REPOSITORY } from './documents';

/** What holds in a shell after the lines that came before. */
export interface ShellState {
  /** Files and folders that exist beside those of the repository, by their paths. */
  readonly files: Set<string>;
  readonly variables: Set<string>;
  /** What the shell finds: functions of its own. */
  readonly functions: Set<string>;
  /** What `npm install` and `pip install` have installed. */
  readonly packages: Set<string>;
  readonly isRepository: boolean;
}

/** The scripts of the repository's package.json. */
const SCRIPTS = new Set(Object.keys(JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')).scripts));

/** The packages of commands that `npx` starts. */
const COMMANDS: Readonly<Record<string, string>> = { cdk: 'aws-cdk', tsc: 'typescript' };

/** The modules of a Python package are not called as the package. */
const PYTHON_PACKAGES: Readonly<Record<string, string>> = { aws_cdk: 'aws-cdk-lib' };

/** A file: a path with a known extension. */
const FILE = /(?<![\w./:$@-])(?:\.\/)?[\w-][\w./-]*\.(?:json|tsx?|py|png|txt|md|mjs)\b(?![\w/])/g;

export function newState(document: Document): ShellState {
  const isRepository = ['README.md', 'CONTRIBUTING.md'].includes(document.path);
  return { files: new Set(), variables: new Set(['HOME', 'PWD', 'PATH']), functions: new Set(), packages: new Set(), isRepository };
}

/**
 * What would not work in the shell blocks of a document, typed in their order.
 *
 * @param state what holds before
 */
export function errorsInShell({ blocks }: Document, state: ShellState): string[] {
  return blocks.flatMap(({ language, file, code }) => {
    if (file !== undefined) state.files.add(file);
    return language === 'sh' ? linesOf(code).flatMap((line) => errorsInLine(line, state)) : [];
  });
}

/** The lines of a block without comments; what is continued is one line, and so is a function. */
function linesOf(code: string): string[] {
  const text = code.replace(/\\\n\s*/g, ' ').replace(/\{\n([^}]*)\n\}/g, (_, body: string) => `{ ${body.trim().replaceAll('\n', '; ')}; }`);
  return text.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
}

function errorsInLine(line: string, state: ShellState): string[] {
  const isFunction = /^(\w+)\(\) \{/.exec(line);
  const errors = [
    ...unsetVariables(line, state, isFunction !== null),
    ...missingFiles(line, state),
    ...unknownScripts(line),
    ...uninstalledCommands(line, state),
    ...carelessRequests(line, state),
  ].map((error) => `${error} (${line})`);
  if (isFunction) state.functions.add(isFunction[1]);
  change(line, state);
  return errors;
}

function unsetVariables(line: string, { variables }: ShellState, isFunction: boolean): string[] {
  const quoted = line.replace(/'[^']*'/g, (text) => (text.includes('$') ? '' : text));
  const used = [...quoted.matchAll(/\$\{?([A-Za-z_]\w*|[@*\d])(:-)?/g)].filter(([, , hasDefault]) => hasDefault === undefined).map(([, name]) => name);
  return used.filter((name) => !(variables.has(name) || (isFunction && /^[@\d]$/.test(name)))).map((name) => `$${name} is not set`);
}

function missingFiles(line: string, state: ShellState): string[] {
  const [, folder] = /(?:^|&& )cd ([\w./-]+)/.exec(line) ?? [];
  const read = withoutData(withoutOutputs(line)).match(FILE) ?? [];
  const missing = read.filter((file) => !exists(file, state)).map((file) => `${file} does not exist`);
  return folder !== undefined && !exists(folder, state) && !createdIn(line).includes(folder) ? [...missing, `the folder ${folder} does not exist`] : missing;
}

function exists(path: string, { files }: ShellState): boolean {
  return files.has(path) || existsSync(join(REPOSITORY, path));
}

function unknownScripts(line: string): string[] {
  return [...line.matchAll(/npm run ([\w:-]+)/g)].filter(([, script]) => !SCRIPTS.has(script)).map(([, script]) => `there is no script ${script}`);
}

function uninstalledCommands(line: string, { packages, isRepository }: ShellState): string[] {
  return [...line.matchAll(/\bnpx (?!--yes)([\w-]+)/g)]
    .map(([, command]) => COMMANDS[command] ?? command)
    .filter((name) => !(packages.has(name) || (isRepository && existsSync(join(REPOSITORY, 'node_modules', name)))))
    .map((name) => `${name} is not installed`);
}

/** Requests to the API have to be signed, and to say what they send. */
function carelessRequests(line: string, { functions }: ShellState): string[] {
  if (!/\$API\b/.test(line) || /^API=/.test(line)) return [];
  const isSigned = line.includes('--aws-sigv4') || [...functions].some((name) => new RegExp(`\\b${name}\\b`).test(line));
  const isCurl = line.includes('curl ');
  return [
    ...(isSigned ? [] : ['the request is not signed']),
    ...(isCurl && / -d /.test(line) && !line.includes('content-type: application/json') ? ['the request does not say that its body is JSON'] : []),
  ];
}

function change(line: string, { files, variables, packages }: ShellState): void {
  for (const file of createdIn(line)) files.add(file);
  for (const [, name] of line.matchAll(/(?:^|\s)(?:export )?([A-Z][A-Z_]*)=/g)) variables.add(name);
  if (line.includes('aws configure export-credentials --format env')) {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) variables.add(name);
  }
  for (const [, names] of line.matchAll(/(?:npm|pip) install ((?:[^\s&]+ ?)+)/g)) {
    for (const name of names.trim().split(' ').filter((word) => !word.startsWith('--'))) packages.add(name.replace(/(?<=.)@.*$/, ''));
  }
}

/** The files and folders that a line makes. */
function createdIn(line: string): string[] {
  return [
    ...[...line.matchAll(/(?:mkdir(?: -p)?|python3 -m venv) ([\w./-]+)/g)].map(([, name]) => name),
    ...[...line.matchAll(/git clone \S+\/([\w-]+)\.git/g)].map(([, name]) => name),
    ...[...line.matchAll(/--remote-name (\S+)/g)].map(([, url]) => basename(url)),
    ...outputsOf(line),
    ...(/\bcdk synth\b/.test(line) ? ['openapi.json'] : []),
  ];
}

/** What a line names as the place for its output. */
function outputsOf(line: string): string[] {
  return [...line.matchAll(OUTPUT)].map(([, , name]) => name);
}

const OUTPUT = /(--outputs-file |--output |--json |> |^aws s3 cp "s3:\S+ |^aws lambda invoke .* )([\w./-]+\.\w+)/g;

function withoutOutputs(line: string): string {
  return line.replace(OUTPUT, '$1');
}

/** JSON that is sent names files that are elsewhere, and so do addresses. */
function withoutData(line: string): string {
  return line.replace(/'[{[][^']*'/g, '').replace(/"\{\\"[^ ]*.*?\}"/g, '').replace(/(https?|s3):\/\/\S+/g, '');
}

/** What code in a document imports without its being installed. */
export function uninstalledImports({ blocks }: Document, { packages }: ShellState): string[] {
  return blocks.flatMap(({ language, code }) => {
    if (/^tsx?$/.test(language)) return npmImports(code).filter((name) => !packages.has(name)).map((name) => `npm: ${name}`);
    return language === 'python' ? pythonImports(code).filter((name) => !packages.has(name)).map((name) => `pip: ${name}`) : [];
  });
}

function npmImports(code: string): string[] {
  const specifiers = [...code.matchAll(/^import .*from '([^.'][^']*)';/gm)].map(([, name]) => name).filter((name) => !name.startsWith('node:'));
  return [...new Set(specifiers.map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')))];
}

/** Modules of the standard library, and of the document itself, that snippets import. */
const OWN_MODULES = ['collections', 'time', 'typing', 'handlers', 'quickstart_stack'];

function pythonImports(code: string): string[] {
  const modules = [...code.matchAll(/^(?:from|import) (\w+)/gm)].map(([, name]) => name).filter((name) => !OWN_MODULES.includes(name));
  return [...new Set(modules.map((name) => PYTHON_PACKAGES[name] ?? name.replaceAll('_', '-')))];
}
