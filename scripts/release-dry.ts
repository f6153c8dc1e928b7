import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compile } from './consumers/packages';
import { runner } from './consumers/run';
import { environmentPython } from './local-aws';
import { checkApi, lastRelease } from './release/api-check';
import { artefactsIn, pythonFiles, type Artefacts } from './release/artefacts';
import { RELEASE_TOOLS } from './release/async-tasks';
import { checkPublishable, installNpm, installPython } from './release/checks';
import { copyRepository, ReleaseCopy } from './release/copy';
import { changedSince } from './support/changes';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { print, step } from './support/progress';
import { table } from './support/table';

/**
 * `npm run release:dry`: builds the next release as the release workflow does, in a copy of the last commit and without the
 * tests. Shows its version, changelog and packages, and checks, installs and imports these. Publishes nothing.
 */
void runCommand(async (interrupted) => {
  const started = Date.now();
  const run = runner(interrupted);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'cdk-async-tasks-release-')));
  try {
    if ((await changedSince('HEAD')).length > 0) print('Changes that are not committed are not part of it.');
    const python = await environmentPython(RELEASE_TOOLS, step);
    const copy = await step('Copy the last commit', () => copyRepository(run, join(scratch, 'copy')));
    await step('Determine the version, write the changelog', () => copy.task('bump'));
    await step('Bundle the Lambda functions', () => copy.task('assets'));
    await step('Compile the package', () => compile(run, copy.folder));
    await step('Write the API reference, compile the README\'s code', () => copy.task('post-compile'));
    await step('Build the npm package, the Python wheels and sdists', () => copy.task('package-all'));
    const artefacts = artefactsIn(copy.dist, copy.version);

    const api = await step('Compare the API', () => checkApi(run, copy.folder));
    if (!api.passes) throw new ExpectedError([...api.breaks.map((change) => `  ${change}`), api.sentence].join('\n'));
    await checkPublishable(run, python, artefacts);
    await installNpm(run, artefacts, join(scratch, 'npm'));
    await installPython(run, artefacts, copy.version, join(scratch, 'python'));

    print(`\n${await titleOf(copy)}\n\n${readFileSync(copy.changelog, 'utf8').trim()}\n\n${sizes(artefacts)}\n\n${api.sentence}`);
    print(`The packages can be published, installed and imported (${Math.round((Date.now() - started) / 1000)} s).`);
  } catch (error) {
    throw error instanceof ExpectedError ? new ExpectedError(`${error.message}\n\nA release of the last commit would fail, for the reason above.`) : error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

async function titleOf({ folder, version }: ReleaseCopy): Promise<string> {
  const last = await lastRelease(folder);
  if (last === version) return `No commit since ${last} makes a release: this is ${last} again.`;
  return `The next release is ${version}${last === undefined ? ', the first' : `, after ${last}`}. Its changelog:`;
}

function sizes(artefacts: Artefacts): string {
  const rows = [artefacts.npm, ...pythonFiles(artefacts)].map((file) => [basename(file), `${Math.round(statSync(file).size / 1000)} kB`]);
  return table(['Artefact', 'Size'], rows);
}
