import type { ApiFunction } from './api-function';
import type { Table } from './dynamodb';
import type { Faults } from './faults';
import type { LambdaFunction } from './lambda';
import type { Observer } from './observer';
import type { Settings } from './settings';
import type { Topic } from './topic';
import type { World } from './world';

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
