import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { REPOSITORY } from '../folders';
import { ExpectedError } from '../local-aws';
import { npm, type Run, type RunOptions } from './run';

/** The oldest versions that the package works with; it is built with them. */
export const FLOOR = floor();

/** A user's app: a copy of an example in a folder of its own, outside this repository. */
export class ConsumerApp {
  /**
   * @param run     runs the user's programs
   * @param example the example, as a path in `examples`
   * @param options the new folder, and the environment in which the user works
   */
  public constructor(private readonly run: Run, example: string, private readonly options: RunOptions) {
    mkdirSync(options.folder, { recursive: true });
    cpSync(join(REPOSITORY, 'examples', example), options.folder, { recursive: true, filter: isSource });
  }

  /** The folder of the app. */
  public get folder(): string {
    return this.options.folder;
  }

  /** `npm install` of the app's `package.json`, with some of its packages at other versions. */
  public async npmInstall(versions: Readonly<Record<string, string>> = {}): Promise<void> {
    const file = join(this.folder, 'package.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    Object.assign(manifest.dependencies, versions);
    writeFileSync(file, JSON.stringify(manifest, undefined, 2));
    await npm(this.run, ['install', '--no-audit', '--no-fund', '--loglevel=error'], this.options);
  }

  /** Runs a program in the app's folder. */
  public exec(program: string, args: readonly string[]): Promise<void> {
    return this.run(program, args, this.options);
  }

  /** `cdk synth` of the example, with the CDK's own command-line tool that the app has installed. */
  public synthesize(): Promise<string> {
    return this.synth('Quickstart');
  }

  /**
   * `cdk synth` of another app in the same folder.
   *
   * @param file    the app's file, which is copied into the folder
   * @param program what runs it
   * @param stack   the app's stack
   */
  public synthesizeOther(file: string, program: string, stack: string): Promise<string> {
    copyFileSync(file, join(this.folder, basename(file)));
    return this.synth(stack, ['--app', `${program} ${basename(file)}`]);
  }

  private async synth(stack: string, args: readonly string[] = []): Promise<string> {
    const cli = join(this.folder, 'node_modules', 'aws-cdk', 'bin', 'cdk');
    const output = join(this.folder, `cdk.out-${stack}`);
    // What the CDK reports to AWS about an app names the language that it is written in.
    await this.run(process.execPath, [cli, 'synth', '--quiet', '--no-notices', '--no-version-reporting', '--output', output, ...args], {
      ...this.options,
      env: {
        ...this.options.env,
        CDK_HOME: join(this.folder, '.cdk'),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        // The CLI would otherwise look for the account that this machine belongs to.
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CONFIG_FILE: join(this.folder, 'no-aws-config'),
        AWS_SHARED_CREDENTIALS_FILE: join(this.folder, 'no-aws-credentials'),
      },
    });
    checkPermissions(output);
    return readFileSync(join(output, `${stack}.template.json`), 'utf8');
  }
}

function isSource(path: string): boolean {
  return !['node_modules', 'cdk.out', '__pycache__'].includes(basename(path));
}

/** Files keep their permissions on their way to Lambda, where others than their owner must read them. */
function checkPermissions(output: string): void {
  for (const asset of readdirSync(output).filter((name) => name.startsWith('asset.'))) {
    for (const file of readdirSync(join(output, asset)).map((name) => join(output, asset, name))) {
      const permissions = statSync(file).mode.toString(8).slice(-3);
      if (process.platform !== 'win32' && permissions !== '644') {
        throw new ExpectedError(`Lambda could not read ${file}: its permissions are ${permissions} and must be 644.`);
      }
    }
  }
}

function floor(): Record<'aws-cdk-lib' | 'constructs', string> {
  const { devDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  return { 'aws-cdk-lib': devDependencies['aws-cdk-lib'], 'constructs': devDependencies.constructs };
}
