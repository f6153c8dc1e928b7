import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Run, RunOptions } from './run';
import { ExpectedError } from '../support/expected-error';

const TEMPLATE = '.template.json';

/** What `cdk synth` has made of an app with one stack. */
export interface Assembly {
  /** The folder with everything that a deployment needs. */
  readonly folder: string;
  readonly template: string;
}

/** A user's app: a folder of a project, and what is installed in the project. */
export class ConsumerApp {
  /**
   * @param run     runs the user's programs
   * @param cli     the CDK's command-line tool that the project has installed
   * @param options the app's folder, and the environment in which the user works
   */
  public constructor(private readonly run: Run, private readonly cli: string, private readonly options: RunOptions) {}

  /** The folder of the app. */
  public get folder(): string {
    return this.options.folder;
  }

  /** Runs a program in the app's folder. */
  public exec(program: string, args: readonly string[]): Promise<void> {
    return this.run(program, args, this.options);
  }

  /** `cdk synth` of the app. */
  public synthesize(): Promise<Assembly> {
    return this.synth('cdk.out');
  }

  /**
   * `cdk synth` of another app in the same folder.
   *
   * @param file    the app's file, which is copied into the folder
   * @param program what runs it
   */
  public synthesizeOther(file: string, program: string): Promise<Assembly> {
    copyFileSync(file, join(this.folder, basename(file)));
    return this.synth(`cdk.out-${basename(file)}`, ['--app', `${program} ${basename(file)}`]);
  }

  private async synth(name: string, args: readonly string[] = []): Promise<Assembly> {
    const folder = join(this.folder, name);
    // What the CDK reports to AWS about an app names the language that it is written in.
    await this.run(process.execPath, [this.cli, 'synth', '--quiet', '--no-notices', '--no-version-reporting', '--output', folder, ...args], {
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
    checkPermissions(folder);
    const templates = readdirSync(folder).filter((file) => file.endsWith(TEMPLATE));
    if (templates.length !== 1) throw new ExpectedError(`An example is one stack, and ${this.folder} has ${templates.length}: ${templates.join(', ')}.`);
    return { folder, template: readFileSync(join(folder, templates[0]), 'utf8') };
  }
}

/** Files keep their permissions on their way to Lambda, where others than their owner must read them. */
function checkPermissions(assembly: string): void {
  if (process.platform === 'win32') return;
  for (const asset of readdirSync(assembly).filter((name) => name.startsWith('asset.'))) {
    for (const entry of readdirSync(join(assembly, asset), { recursive: true, encoding: 'utf8' })) {
      const path = join(assembly, asset, entry);
      const stats = statSync(path);
      const needed = stats.isDirectory() ? '755' : '644';
      const permissions = stats.mode.toString(8).slice(-3);
      if (permissions !== needed) throw new ExpectedError(`Lambda could not read ${path}: its permissions are ${permissions} and must be ${needed}.`);
    }
  }
}
