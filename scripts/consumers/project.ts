import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConsumerApp } from './app';
import { npm, type Run, type RunOptions } from './run';
import { REPOSITORY } from '../support/folders';

/** The oldest versions that the package works with; it is built with them. */
export const FLOOR = floor();

/** The folder of a user's project, outside this repository: what is installed there serves each of its apps. */
export class ConsumerProject {
  /**
   * Makes the project's folder, with a copy of each example in a folder of its own.
   *
   * @param run      runs the user's programs
   * @param language the folder of the examples in `examples`
   * @param examples their names
   * @param options  the new folder, and the environment in which the user works
   */
  public constructor(
    private readonly run: Run,
    language: string,
    private readonly examples: readonly string[],
    private readonly options: RunOptions,
  ) {
    mkdirSync(options.folder, { recursive: true });
    for (const example of examples) {
      cpSync(join(REPOSITORY, 'examples', language, example), join(options.folder, example), { recursive: true, filter: isSource });
    }
  }

  /** The folder of the project. */
  public get folder(): string {
    return this.options.folder;
  }

  /** `npm install` of what the examples' `package.json` files ask for together, with some packages at other versions. */
  public async npmInstall(versions: Readonly<Record<string, string>> = {}): Promise<void> {
    const manifests = this.examples.map((example) => JSON.parse(readFileSync(join(this.folder, example, 'package.json'), 'utf8')));
    const all = (kind: string) => Object.assign({}, ...manifests.map((manifest) => manifest[kind]));
    const manifest = { private: true, dependencies: { ...all('dependencies'), ...versions }, devDependencies: all('devDependencies') };
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
    await npm(this.run, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], this.options);
  }

  /** Runs a program in the project's folder. */
  public exec(program: string, args: readonly string[]): Promise<void> {
    return this.run(program, args, this.options);
  }

  /** The app of one of the examples. */
  public app(example: string): ConsumerApp {
    const cli = join(this.folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    return new ConsumerApp(this.run, cli, { ...this.options, folder: join(this.folder, example) });
  }
}

function isSource(path: string): boolean {
  return !['node_modules', 'cdk.out', '__pycache__'].includes(basename(path));
}

function floor(): Record<'aws-cdk-lib' | 'constructs', string> {
  const { devDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  return { 'aws-cdk-lib': devDependencies['aws-cdk-lib'], 'constructs': devDependencies.constructs };
}
