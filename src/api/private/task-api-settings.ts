import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { routesOf } from './task-routes';
import type { Route } from '../../contract';
import { DEFAULT_DEADLINE_DAYS, DEFAULT_EXTERNAL_LEASE_MINUTES } from '../../contract';
import { isLonger } from '../../private/durations';
import { TaskType } from '../../task-type/task-type';
import { AsyncTaskApiProps } from '../async-task-api-props';
import { TaskApiAuth, TaskApiAuthConfig } from '../task-api-auth';
import { TaskScope } from '../task-scope';

/** How an API works: what its props say, and the defaults where they say nothing. */
export interface TaskApiSettings {
  /** The declared task types; none when clients may ask for any. */
  readonly taskTypes: TaskType[];
  readonly auth: TaskApiAuthConfig;
  readonly taskScope: TaskScope;
  /** The routes that the API answers. */
  readonly routes: Route[];
  readonly listTasks: boolean;
  /** Whether `GET /openapi.json` is one of the routes. */
  readonly openApi: boolean;
  /** Whether there is a page, `GET /docs`. */
  readonly docs: boolean;
  /** 0 when tasks are not listed. */
  readonly listBuckets: number;
  readonly watchBuckets: number;
  readonly retention: Duration;
  readonly deadline: Duration;
  readonly externalLease: Duration;
  /** Undefined when clients cannot wait for their tasks. */
  readonly longPolling?: Duration;
}

/** Fills in what the props leave open. */
export function settingsOf(api: Construct, props: AsyncTaskApiProps): TaskApiSettings {
  const { taskTypes = [], listTasks = true, watchBuckets = 4, retention = Duration.days(30), longPolling } = props;
  const auth = (props.auth ?? TaskApiAuth.iam()).bind(api);
  const taskScope = props.taskScope ?? TaskScope.shared();
  const openApi = props.openApi ?? auth.openApi ?? false;
  const deadline = props.deadline ?? Duration.days(DEFAULT_DEADLINE_DAYS);
  return {
    taskTypes,
    auth,
    taskScope,
    routes: routesOf({ listTasks, openApi, reports: auth.reports }),
    listTasks,
    openApi,
    docs: props.docs ?? (openApi && (auth.openApi ?? false)),
    listBuckets: listTasks ? props.listBuckets ?? defaultListBuckets(taskScope) : 0,
    watchBuckets,
    retention,
    deadline,
    externalLease: props.externalLease ?? defaultExternalLease(deadline),
    longPolling,
  };
}

/** Tasks of one scope that all clients share come faster than those of one among many. */
function defaultListBuckets(taskScope: TaskScope): number {
  return taskScope._source.from === 'shared' ? 4 : 1;
}

function defaultExternalLease(deadline: Duration): Duration {
  const lease = Duration.minutes(DEFAULT_EXTERNAL_LEASE_MINUTES);
  return isLonger(lease, deadline) ? deadline : lease;
}
