import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compile } from './consumers/packages';
import { runner } from './consumers/run';
import { BASELINE, lastRelease } from './release/api-check';
import { runCommand } from './support/command';
import { ExpectedError } from './support/expected-error';
import { REPOSITORY } from './support/folders';
import { step } from './support/progress';

const ASSEMBLY = '.jsii';
const COMPRESSED = '.jsii.gz';

/** `npm run api:baseline`: records the API that the first release must not break. Later, the last release is the baseline. */
void runCommand(async (interrupted) => {
  const last = await lastRelease(REPOSITORY);
  if (last !== undefined) throw new ExpectedError(`The baseline of the API is the release ${last}: there is none to record.`);

  await step('Compile the package', () => compile(runner(interrupted)));
  const folder = join(REPOSITORY, BASELINE);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  // As `jsii --compress-assembly` does it, which saves 400 kB.
  writeFileSync(join(folder, ASSEMBLY), `${JSON.stringify({ schema: 'jsii/file-redirect', compression: 'gzip', filename: COMPRESSED }, undefined, 2)}\n`);
  writeFileSync(join(folder, COMPRESSED), gzipSync(readFileSync(join(REPOSITORY, ASSEMBLY)), { level: 9 }));
  const { name, version, peerDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  // jsii-diff requires these fields; jest warns of a second package of the same name.
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: `${name}-baseline`, version, peerDependencies, jsii: {} }, undefined, 2)}\n`);
});
