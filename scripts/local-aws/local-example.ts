import type { DeployedStack, Engine, HttpApi } from '.';
import { cdkBootstrap, deployExample, enginePython, exampleFolder, httpApis, startEngine } from '.';
import { step } from '../support/progress';

/** An example as it was deployed, with nothing else on its local AWS. */
export interface DeployedExample {
  readonly stacks: readonly DeployedStack[];
  readonly apis: readonly HttpApi[];
}

/** Deploys an example on a local AWS of its own, does the work, and stops everything again, whatever happens. */
export async function withLocalExample(
  name: string,
  interrupted: AbortSignal,
  work: (engine: Engine, example: DeployedExample) => Promise<void>,
): Promise<void> {
  exampleFolder(name);
  await withLocalAws(interrupted, async (engine) => {
    const stacks = await deployExample(engine, name, { report: step });
    await work(engine, { stacks, apis: await httpApis(engine) });
  });
}

/** Does the work on a local AWS of its own, which is ready for the CDK, and stops it again, whatever happens. */
export async function withLocalAws(interrupted: AbortSignal, work: (engine: Engine) => Promise<void>): Promise<void> {
  await enginePython(step);
  const engine = await step('Start the local AWS', () => startEngine());
  const stop = () => void engine.stop();
  interrupted.addEventListener('abort', stop);
  try {
    interrupted.throwIfAborted();
    await step('Bootstrap it for the CDK', () => cdkBootstrap(engine));
    await work(engine);
  } finally {
    interrupted.removeEventListener('abort', stop);
    await step('Stop the local AWS', () => engine.stop());
  }
}
