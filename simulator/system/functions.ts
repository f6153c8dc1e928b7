import type { Logger } from '@aws-lambda-powertools/logger';
import type { ApiFunction } from './api-function';
import { creatorOf } from './creator';
import type { Surroundings } from './surroundings';
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
import { DECLARED, TASK_TYPE } from '../scenarios/settings';

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

function portsOf({ world, table }: Surroundings, environment: Environment): Ports {
  return { store: table.portOf(environment), table: TABLE, clock: environment.clock, random: world.prng };
}

export function loadApi(surroundings: Surroundings, environment: Environment): ApiFunction {
  const { retention, deadline, externalLease } = surroundings.settings;
  const logger = loggerOf(environment);
  const catalogue = new Catalogue(DECLARED);
  const api = new TaskApi({
    ports: portsOf(surroundings, environment),
    policy: { retention, deadline, externalLease, listBuckets: 1, watchBuckets: WATCH_BUCKETS },
    catalogue,
    scope: { from: 'iam' },
    logger,
    metrics: METRICS,
  });
  const http = httpHandler(new Map(Object.values(ROUTE).map((route) => [route, api.operations[route]])), logger);
  return invocationHandler(http, new DirectCreation({ api, catalogue, logger, metrics: METRICS }));
}

export function loadPublisher(surroundings: Surroundings, environment: Environment): Publisher {
  const ports = portsOf(surroundings, environment);
  return new Publisher({ ports, topic: surroundings.topic.portOf(environment), topicArn: 'topic', logger: loggerOf(environment), metrics: METRICS });
}

export function loadWorker(surroundings: Surroundings, environment: Environment, queues: WorkerQueues, taskType: string): Worker {
  const { maxAttempts, retryDelay, maxRetryDelay, parallelism, taskTimeout } = surroundings.settings.worker;
  return new Worker({
    ports: portsOf(surroundings, environment),
    claims: surroundings.table.portOf(environment, 1),
    queue: queues.portOf(environment),
    policy: { maxAttempts, retryDelay, maxRetryDelay, atMostOnce: taskType === TASK_TYPE.once },
    taskTypes: [taskType],
    parallelism,
    taskTimeout,
    handler: userHandler(surroundings, environment),
    creator: creatorOf(surroundings, surroundings.api, environment),
    exit: () => environment.crash(),
    logger: loggerOf(environment),
    metrics: METRICS,
  });
}

export function loadWatchdog(surroundings: Surroundings, environment: Environment): Watchdog {
  return new Watchdog({ ports: portsOf(surroundings, environment), buckets: WATCH_BUCKETS, logger: loggerOf(environment), metrics: METRICS });
}

export function loadDeadLetters(surroundings: Surroundings, environment: Environment): DeadLetters {
  const { maxReceiveCount } = surroundings.settings.worker;
  return new DeadLetters({ ports: portsOf(surroundings, environment), maxReceiveCount, logger: loggerOf(environment), metrics: METRICS });
}
