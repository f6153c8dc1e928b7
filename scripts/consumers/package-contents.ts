import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../support/expected-error';
import { REPOSITORY } from '../support/folders';

const REQUIRED = [
  '.jsii', 'API.md', 'LICENSE', 'README.md', 'package.json',
  'assets/THIRD-PARTY-NOTICES.txt', 'assets/api/index.js', 'assets/publisher/index.js', 'assets/worker-bundled-handler/index.js',
  'assets/worker-loaded-handler/index.js', 'assets/worker-invoked-function/index.js', 'assets/queue-source/index.js',
  'assets/python/async_tasks/worker.py', 'assets/python/async_tasks/_core/contract.py', 'assets/python/async_tasks/_core/transitions.py',
  'assets/schema-compiler/index.js', 'assets/validation/index.js', 'assets/docs/index.js', 'assets/docs/page.html',
  'client/index.d.ts', 'client/index.js', 'handler/index.d.ts', 'lib/index.d.ts', 'lib/index.js',
  'testing/index.d.ts', 'testing/index.js',
];

/** What may be in the package: no sources, and nothing that only this repository needs. */
const ALLOWED = [
  // The README's code in the other languages, once the README has some.
  /^\.jsii\.tabl\.json$/,
  /^assets\/[^/]+\/index\.js$/,
  /^(client|testing)\/.*\.d\.ts$/,
  /^assets\/python\/async_tasks\/([^/]+\/)*([^/]+\.py|py\.typed)$/,
  /^handler\/index\.js$/,
  /^lib\/.*\.(js|d\.ts)$/,
];

const PEERS = ['aws-cdk-lib', 'constructs'];

/** Checks that an installed package holds what users need and nothing else, and brings no other package with it. */
export function checkPackageContents(folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'));
  const problems = [
    ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.filter((file) => !isAllowed(file)).map((file) => `${file} does not belong there`),
    ...files.flatMap((file) => fileProblems(file, readFileSync(join(folder, file), 'utf8'))),
    ...manifestProblems(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))),
  ];
  if (problems.length > 0) throw new ExpectedError(`The npm package is not as it should be:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

function isAllowed(file: string): boolean {
  return REQUIRED.includes(file) || ALLOWED.some((pattern) => pattern.test(file));
}

function fileProblems(file: string, text: string): string[] {
  return [
    file.startsWith('assets/') && text.includes('aws-cdk-lib') && `${file} contains aws-cdk-lib`,
    text.includes(REPOSITORY) && `${file} names the folder in which it was built, ${REPOSITORY}`,
  ].filter((problem) => problem !== false);
}

function manifestProblems(manifest: Record<string, object>): string[] {
  const { dependencies = {}, optionalDependencies = {}, bundledDependencies = [], peerDependencies = {} } = manifest;
  const brought = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...Object.values(bundledDependencies)];
  const peers = Object.keys(peerDependencies).sort();
  return [
    brought.length > 0 && `package.json brings ${brought.join(', ')} with it, and should bring nothing`,
    peers.join() !== PEERS.join() && `package.json has the peerDependencies ${peers.join(', ')}, and should have ${PEERS.join(', ')}`,
  ].filter((problem) => problem !== false);
}
