import type { Engine } from '../../local-aws';
import type { TaskClient } from '../../local-aws/task-client';

/** What the check of an example needs of the local AWS on which the example is deployed. */
export interface World {
  readonly engine: Engine;
  /** The name of the example's stack. */
  readonly stack: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** A client of the example's API that may do everything. */
  readonly client: TaskClient;
}

/** Has an example do its work, and throws unless it does; the same whatever language the example is written in. */
export type Check = (world: World) => Promise<void>;
