import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { TaskFunction } from '../../src/private/task-function';

/** Writes a file as an installation under the umask 077 leaves it. */
function writePrivate(folder: string): void {
  writeFileSync(join(folder, 'index.js'), 'exports.handler = async () => {};');
  chmodSync(join(folder, 'index.js'), 0o600);
}

/** Synthesizes a function with this code, and finds the file that the CDK puts into its zip file. */
function stagedFile(writeCode: (folder: string) => void): string {
  const app = new App();
  new TaskFunction(new Stack(app, 'Stack'), 'Function', { writeCode, environment: {}, defaults: {} });
  const { directory } = app.synth();
  return join(directory, readdirSync(directory).find((name) => name.startsWith('asset.'))!, 'index.js');
}

test('Lambda can read the code, whatever the umask under which the package was installed', () => {
  const umask = process.umask(0o077);
  try {
    expect(statSync(stagedFile(writePrivate)).mode.toString(8)).toMatch(/644$/);
  } finally {
    process.umask(umask);
  }
});

test('Lambda can read code in folders, and run what can be run', () => {
  const file = stagedFile((folder) => {
    writePrivate(folder);
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'deep', 'er', 'data.txt'), '', { mode: 0o600 });
    writeFileSync(join(folder, 'deep', 'run'), '', { mode: 0o700 });
  });
  const modeOf = (name: string): string => statSync(join(dirname(file), name)).mode.toString(8).slice(-3);
  expect([modeOf('deep/er/data.txt'), modeOf('deep/run')]).toEqual(['644', '755']);
});

test('nothing is left of the temporary folder, whether it goes well or not', () => {
  const folders: string[] = [];
  stagedFile((folder) => {
    folders.push(folder);
    writePrivate(folder);
  });
  expect(() => stagedFile((folder) => {
    folders.push(folder);
    throw new Error('cannot be bundled');
  })).toThrow('cannot be bundled');
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  expect(folders).toHaveLength(2);
});
