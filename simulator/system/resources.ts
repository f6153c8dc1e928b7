import type { Table } from '../aws/dynamodb/table';
import type { ApiFunction } from '../aws/gateway';
import type { LambdaFunction } from '../aws/lambda';
import type { Topic } from '../aws/topic';
import type { Observer } from '../rules/observer';
import type { Settings } from '../scenarios/settings';
import type { Faults } from '../world/faults';
import type { World } from '../world/world';

/** What all parts of a run share. */
export interface RunContext {
  readonly world: World;
  readonly faults: Faults;
  readonly observer: Observer;
  readonly settings: Settings;
}

/** What the functions' code uses. */
export interface Resources extends RunContext {
  readonly table: Table;
  readonly topic: Topic;
  readonly api: LambdaFunction<ApiFunction>;
}
