import { Deployment } from './deployment';
import { ExternalWorkers } from './external-worker';
import { loadApi, loadDeadLetters, loadPublisher, loadWatchdog, loadWorker } from './functions';
import type { RunContext } from './resources';
import { deploySchedules } from './task-schedules';
import { WatchdogSchedule } from './watchdog-schedule';
import { WorkerQueues } from './worker-queues';
import { DEFAULT_LANE, DISPATCHED_TRANSITIONS } from '../../src/contract';
import { Queue } from '../aws/queue';
import type { StreamMapping } from '../aws/stream';
import type { Checker } from '../rules/checker';
import type { Settings } from '../scenarios/settings';
import { TASK_TYPE, WORKER_LANES } from '../scenarios/task-types';
import type { WorkerLane } from '../scenarios/task-types';
import { HOUR, MINUTE, SECOND } from '../world/time';

/** Time-outs of the functions, as the constructs set them, and how many of each run at once. */
const WATCHDOG = { timeout: MINUTE, concurrency: 2 };
const DEAD_LETTERS = { timeout: 30 * SECOND, concurrency: 2 };

/** The library's promises are checked. */
export interface CheckedContext extends RunContext {
  readonly observer: Checker;
}

/** Deploys the shipped handlers as the constructs do. */
export function deployLibrary(context: CheckedContext): Deployment {
  const { world, faults, settings } = context;
  const standard = new WorkerQueues(context, TASK_TYPE.standard, 'standard', WORKER_LANES);
  const once = new WorkerQueues(context, TASK_TYPE.once, 'once');
  const external = new Queue(world, faults, { name: 'external', visibilityTimeout: 15 * MINUTE, maxReceiveCount: 10 });
  const deployment: Deployment = new Deployment(context, {
    loadApi,
    loadPublisher,
    stream: streamMapping(settings),
    subscriptions: [...standard.subscriptions(), ...once.subscriptions(), { taskType: TASK_TYPE.external, queue: external }],
    onIndexed: (entry, id) => schedule.onIndexed(entry, id),
  });
  const schedule = newSchedule(context, deployment);
  connectWorker(context, deployment, standard, TASK_TYPE.standard);
  connectWorker(context, deployment, once, TASK_TYPE.once);
  connectDeadLetters(deployment, standard.deadLetters, once.deadLetters);
  external.connect(new ExternalWorkers(context, deployment.gateway));
  deploySchedules(context, deployment.resources.api);
  return deployment;
}

function streamMapping({ streamBatchSize }: Settings): StreamMapping {
  return {
    batchSize: streamBatchSize,
    takes: ({ item }) => item !== undefined && DISPATCHED_TRANSITIONS.includes(item.transition),
    maxRecordAge: 4 * HOUR,
    bisects: true,
  };
}

function newSchedule({ world, faults, observer }: RunContext, deployment: Deployment): WatchdogSchedule {
  const watchdog = deployment.newFunction('watchdog', WATCHDOG, (environment) => loadWatchdog(deployment.resources, environment));
  return new WatchdogSchedule(world, faults, () => {
    watchdog.invoke<void>((handler, invocation) => handler.run(invocation), (outcome, invocation) => {
      if (outcome.kind === 'threw') observer.onFailure(invocation!, outcome.error);
    });
  });
}

/** One function receives what comes through all of a worker's lanes. */
function connectWorker({ observer, settings: { worker } }: CheckedContext, deployment: Deployment, queues: WorkerQueues, taskType: string): void {
  const target = deployment.newFunction(`worker-${taskType}`, worker, (environment) => loadWorker(deployment.resources, environment, queues, taskType));
  for (const [lane, queue] of queues.byLane) {
    deployment.connectWorker(queue, {
      target,
      call: (handler, event, invocation) => handler.work(event, invocation),
      watch: observer.watchWorker(lane),
      batchSize: worker.batchSize,
      window: worker.window,
      concurrency: concurrencyOf(worker, lane),
    });
  }
}

/** How many invocations a lane's mapping asks for. */
export function concurrencyOf({ mappingConcurrency, laneConcurrency }: Settings['worker'], lane: string): number {
  return lane === DEFAULT_LANE ? mappingConcurrency : laneConcurrency[lane as WorkerLane];
}

function connectDeadLetters(deployment: Deployment, ...queues: readonly Queue[]): void {
  const target = deployment.newFunction('dead-letter', DEAD_LETTERS, (environment) => loadDeadLetters(deployment.resources, environment));
  for (const queue of queues) {
    deployment.connect(queue, { target, call: (handler, event) => handler.receive(event), batchSize: 10, concurrency: 2 });
  }
}
