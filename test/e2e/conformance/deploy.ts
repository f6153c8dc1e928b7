import { TaskTable } from './stored';
import type { DeployedStack, Engine } from '../../../scripts/local-aws';
import { cdkDeploy, resolvableApiUrl } from '../../../scripts/local-aws';
import { TaskClient } from '../../../scripts/local-aws/task-client';

/** The app with a worker, and more, for every mode, on a local AWS. */
export interface ConformanceApp {
  readonly client: TaskClient;
  readonly table: TaskTable;
  readonly stack: DeployedStack;
}

export async function deployConformanceApp(engine: Engine): Promise<ConformanceApp> {
  const [stack] = await cdkDeploy(engine, { folder: __dirname });
  return {
    stack,
    client: new TaskClient(resolvableApiUrl(engine, stack.outputs.Url!)),
    table: new TaskTable(engine, stack.outputs.TableName!),
  };
}
