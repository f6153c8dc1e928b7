import type { Assembly } from './app';
import { CHECKS } from './examples';
import { cdkDeploy, resolvableApiUrl, type DeployedStack, type Engine } from '../local-aws';
import { TaskClient } from '../local-aws/task-client';

/** Deploys what was synthesized of an example, as it is. */
export async function deploy(engine: Engine, { folder }: Assembly): Promise<DeployedStack> {
  const [stack] = await cdkDeploy(engine, { folder, assembly: folder });
  return stack!;
}

/** Has a deployed example do its work. */
export async function checkExample(engine: Engine, example: string, { name: stack, outputs }: DeployedStack): Promise<void> {
  const client = new TaskClient(resolvableApiUrl(engine, outputs.ApiUrl), engine.credentials);
  await CHECKS[example]({ engine, stack, outputs, client });
}
