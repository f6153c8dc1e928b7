import type { ApiFunction } from './api-function';
import type { Table } from '../aws/dynamodb/table';
import type { LambdaFunction } from '../aws/lambda';
import type { Topic } from '../aws/topic';
import type { Observer } from '../rules/observer';
import type { Settings } from '../scenarios/settings';
import type { Faults } from '../world/faults';
import type { World } from '../world/world';

/** What there is before anything is wired. */
export interface Scene {
  readonly world: World;
  readonly faults: Faults;
  readonly observer: Observer;
  readonly settings: Settings;
}

/** The world that the functions' code is loaded into. */
export interface Surroundings extends Scene {
  readonly table: Table;
  readonly topic: Topic;
  readonly api: LambdaFunction<ApiFunction>;
}
