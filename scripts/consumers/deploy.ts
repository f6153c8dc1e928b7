import type { Assembly } from './app';
import { CHECKS } from './examples';
import { cdkDeploy, deployedStacks, resolvableApiUrl, type Engine } from '../local-aws';
import { TaskClient } from '../local-aws/task-client';

/** Deploys what was synthesized of an example, as it is. */
export async function deploy(engine: Engine, { folder }: Assembly): Promise<void> {
  await cdkDeploy(engine, { folder, app: folder });
}

/** Has a deployed example do its work. */
export async function checkExample(engine: Engine, example: string, { stack }: Assembly): Promise<void> {
  const outputs = (await deployedStacks(engine)).find(({ name }) => name === stack)!.outputs;
  const client = new TaskClient(resolvableApiUrl(engine, outputs.ApiUrl), engine.credentials);
  await CHECKS[example]({ engine, stack, outputs, client });
}
