import type { Logger } from '@aws-lambda-powertools/logger';
import { creatorOf } from './creator';
import type { Resources } from './resources';
import { userHandler } from './user-handler';
import type { WorkerQueues } from './worker-queues';
import { Catalogue } from '../../runtime/api/catalogue';
import { DirectCreation } from '../../runtime/api/creation/direct-creation';
import { httpHandler } from '../../runtime/api/http/http';
import { invocationHandler } from '../../runtime/api/invocation';
import { TaskApi } from '../../runtime/api/tasks/task-api';
import type { Ports, TaskMetrics } from '../../runtime/core/ports';
import { DeadLetters } from '../../runtime/dead-letter/dead-letters';
import { Publisher } from '../../runtime/publisher/publisher';
import { Watchdog } from '../../runtime/watchdog/watchdog';
import { Worker } from '../../runtime/worker/worker';
import { ROUTE } from '../../src/contract';
import { TABLE } from '../aws/dynamodb/task-table';
import type { Environment } from '../aws/environment';
import type { ApiFunction } from '../aws/gateway';
import { DECLARED_TASK_TYPES, TASK_TYPE } from '../scenarios/task-types';

/** How many buckets the watch index has in every run. */
export const WATCH_BUCKETS = 2;

const METRICS: TaskMetrics = { add: () => undefined, flush: () => undefined };

/** Keeps what a function logs as an error with its invocation; everything else is dropped, and children cost nothing. */
function loggerOf(environment: Environment): Logger {
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (message: string, extra?: unknown) => environment.invocation?.errors.push({ message, extra }),
    createChild: () => logger,
  } as unknown as Logger;
  return logger;
}

function portsOf({ world, table }: Resources, environment: Environment): Ports {
  return { store: table.portOf(environment), table: TABLE, clock: environment.clock, random: world.prng };
}

export function loadApi(resources: Resources, environment: Environment): ApiFunction {
  const { retention, deadline, externalLease } = resources.settings;
  const logger = loggerOf(environment);
  const catalogue = new Catalogue(DECLARED_TASK_TYPES);
  const api = new TaskApi({
    ports: portsOf(resources, environment),
    policy: { retention, deadline, externalLease, listBuckets: 1, watchBuckets: WATCH_BUCKETS },
    catalogue,
    scope: { from: 'iam' },
    logger,
    metrics: METRICS,
  });
  const http = httpHandler(new Map(Object.values(ROUTE).map((route) => [route, api.operations[route]])), logger);
  return invocationHandler(http, new DirectCreation({ api, catalogue, logger, metrics: METRICS }));
}

export function loadPublisher(resources: Resources, environment: Environment): Publisher {
  const ports = portsOf(resources, environment);
  return new Publisher({ ports, topic: resources.topic.portOf(environment), topicArn: 'topic', logger: loggerOf(environment), metrics: METRICS });
}

export function loadWorker(resources: Resources, environment: Environment, queues: WorkerQueues, taskType: string): Worker {
  const { maxAttempts, retryDelay, maxRetryDelay, parallelism, taskTimeout } = resources.settings.worker;
  return new Worker({
    ports: portsOf(resources, environment),
    claims: resources.table.portOf(environment, 1),
    queue: queues.portOf(environment),
    policy: { maxAttempts, retryDelay, maxRetryDelay, atMostOnce: taskType === TASK_TYPE.once },
    taskTypes: [taskType],
    parallelism,
    taskTimeout,
    handler: userHandler(resources, environment),
    creator: creatorOf(resources, resources.api, environment),
    exit: () => environment.crash(),
    logger: loggerOf(environment),
    metrics: METRICS,
  });
}

export function loadWatchdog(resources: Resources, environment: Environment): Watchdog {
  return new Watchdog({ ports: portsOf(resources, environment), buckets: WATCH_BUCKETS, logger: loggerOf(environment), metrics: METRICS });
}

export function loadDeadLetters(resources: Resources, environment: Environment): DeadLetters {
  const { maxReceiveCount } = resources.settings.worker;
  return new DeadLetters({ ports: portsOf(resources, environment), maxReceiveCount, logger: loggerOf(environment), metrics: METRICS });
}
