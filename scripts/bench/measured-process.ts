import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { BatchCost } from './cpu-process/serve';
import { LAMBDA_ENVIRONMENT } from './lambda-environment';
import { PREBUILT_BUNDLE } from '../build/lambda-bundle';

/**
 * Bundles what a measured process runs.
 *
 * @param name    its file in `cpu-process/`
 * @param scratch the folder of the bundle
 */
export function bundleProcess(name: string, scratch: string): string {
  const outfile = join(scratch, `cpu-${name}.js`);
  buildSync({ ...PREBUILT_BUNDLE, entryPoints: [join(__dirname, 'cpu-process', `${name}.ts`)], outfile });
  return outfile;
}

/** A process that repeats what it is told, with its logs going nowhere. */
export class MeasuredProcess {
  public operations: readonly string[] = [];
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;

  public constructor(private readonly file: string, scenario: string) {
    this.child = fork(file, [scenario], { env: LAMBDA_ENVIRONMENT, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.exited = once(this.child, 'exit');
  }

  /** Microseconds for each. */
  public async cpuTime(name: string, count: number): Promise<number> {
    const ended = this.exited.then(() => {
      throw new Error(`${this.file} ended before it was told to`);
    });
    this.child.send({ name, count });
    const [cost]: BatchCost[] = await Promise.race([once(this.child, 'message'), ended]);
    if (cost.error) throw new Error(cost.error);
    this.operations = cost.operations;
    return cost.cpuUs;
  }

  public async end(): Promise<void> {
    this.child.kill();
    await this.exited;
  }
}
