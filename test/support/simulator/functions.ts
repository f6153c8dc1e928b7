import type { Logger } from '@aws-lambda-powertools/logger';
import type { Environment } from './environment';
import type { Queue } from './queue';
import { TASK_TYPE } from './settings';
import type { Surroundings } from './surroundings';
import { userHandler } from './user-handler';
import { Catalogue } from '../../../runtime/api/catalogue';
import type { HttpHandler } from '../../../runtime/api/http';
import { httpHandler } from '../../../runtime/api/http';
import { TaskApi } from '../../../runtime/api/task-api';
import type { Ports, TaskMetrics } from '../../../runtime/core/ports';
import { DeadLetters } from '../../../runtime/dead-letter/dead-letters';
import { Publisher } from '../../../runtime/publisher/publisher';
import { Watchdog } from '../../../runtime/watchdog/watchdog';
import { Worker } from '../../../runtime/worker/worker';
import { ROUTE } from '../../../src/contract';
import { TABLE } from '../ports';

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

export function loadApi(surroundings: Surroundings, environment: Environment): HttpHandler {
  const { retention, deadline, externalLease } = surroundings.settings;
  const api = new TaskApi({
    ports: portsOf(surroundings, environment),
    policy: { retention, deadline, externalLease, listBuckets: 1, watchBuckets: WATCH_BUCKETS },
    catalogue: new Catalogue(Object.values(TASK_TYPE).map((name) => ({ name }))),
    scope: { from: 'shared' },
    logger: loggerOf(environment),
    metrics: METRICS,
  });
  const routes = Object.values(ROUTE).filter((route) => api.operations[route] !== undefined);
  return httpHandler(new Map(routes.map((route) => [route, api.operations[route]])), loggerOf(environment));
}

export function loadPublisher(surroundings: Surroundings, environment: Environment): Publisher {
  const ports = portsOf(surroundings, environment);
  return new Publisher({ ports, topic: surroundings.topic.portOf(environment), topicArn: 'topic', logger: loggerOf(environment), metrics: METRICS });
}

export function loadWorker(surroundings: Surroundings, environment: Environment, queue: Queue, taskType: string): Worker {
  const { maxAttempts, retryDelay, maxRetryDelay } = surroundings.settings.worker;
  return new Worker({
    ports: portsOf(surroundings, environment),
    claims: surroundings.table.portOf(environment, 1),
    queue: queue.portOf(environment),
    policy: { maxAttempts, retryDelay, maxRetryDelay, atMostOnce: taskType === TASK_TYPE.once },
    taskTypes: [taskType],
    handler: userHandler(surroundings, environment),
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
