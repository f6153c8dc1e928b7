import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../consumers/run';
import { LOCAL_FOLDER, REPOSITORY } from '../support/folders';

/** A copy of the last commit, in which the release workflow's tasks run. */
export class ReleaseCopy {
  public constructor(private readonly run: Run, public readonly folder: string) {}

  /** The folder with the packages. */
  public get dist(): string {
    return join(this.folder, 'dist');
  }

  public get changelog(): string {
    return join(this.dist, 'changelog.md');
  }

  /** The version of the release, after the task `bump`. */
  public get version(): string {
    return JSON.parse(readFileSync(join(this.folder, 'package.json'), 'utf8')).version;
  }

  /** Runs one of projen's tasks. */
  public task(name: string): Promise<void> {
    return this.run(process.execPath, [join(REPOSITORY, 'node_modules', 'projen', 'bin', 'projen'), name], { folder: this.folder });
  }
}

/** Copies the last commit, with its history and tags, and shares the installed dependencies. */
export async function copyRepository(run: Run, folder: string): Promise<ReleaseCopy> {
  await run('git', ['clone', '--quiet', REPOSITORY, folder], { folder: REPOSITORY });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'junction');
  mkdirSync(LOCAL_FOLDER, { recursive: true });
  symlinkSync(LOCAL_FOLDER, join(folder, '.local'), 'junction');
  return new ReleaseCopy(run, folder);
}
