import { ExternalWorkers } from './external-worker';
import { loadApi, loadDeadLetters, loadPublisher, loadWatchdog, loadWorker } from './functions';
import { Schedule } from './schedule';
import { wireSchedules } from './schedules';
import type { Scene } from './surroundings';
import { Wiring } from './wiring';
import { WorkerQueues } from './worker-queues';
import { DEFAULT_LANE, DISPATCHED_TRANSITIONS } from '../../src/contract';
import { Queue } from '../aws/queue';
import type { StreamMapping } from '../aws/stream';
import type { Checker } from '../rules/checker';
import { TASK_TYPE, WORKER_LANES } from '../scenarios/settings';
import type { Settings, WorkerLane } from '../scenarios/settings';
import { HOUR, MINUTE, SECOND } from '../world/time';

/** Time-outs of the functions, as the constructs set them, and how many of each run at once. */
const WATCHDOG = { timeout: MINUTE, concurrency: 2 };
const DEAD_LETTERS = { timeout: 30 * SECOND, concurrency: 2 };

/** The library's promises are checked. */
export interface CheckedScene extends Scene {
  readonly observer: Checker;
}

/** Wires the shipped handlers as the constructs do. */
export function wireLibrary(scene: CheckedScene): Wiring {
  const { world, faults, settings } = scene;
  const standard = new WorkerQueues(scene, TASK_TYPE.standard, 'standard', WORKER_LANES);
  const once = new WorkerQueues(scene, TASK_TYPE.once, 'once');
  const external = new Queue(world, faults, { name: 'external', visibilityTimeout: 15 * MINUTE, maxReceiveCount: 10 });
  const wiring: Wiring = new Wiring(scene, {
    loadApi,
    loadPublisher,
    stream: streamMapping(settings),
    subscriptions: [...standard.subscriptions(), ...once.subscriptions(), { taskType: TASK_TYPE.external, queue: external }],
    onIndexed: (entry, id) => schedule.onIndexed(entry, id),
  });
  const schedule = newSchedule(scene, wiring);
  connectWorker(scene, wiring, standard, TASK_TYPE.standard);
  connectWorker(scene, wiring, once, TASK_TYPE.once);
  connectDeadLetters(wiring, standard.deadLetters, once.deadLetters);
  external.connect(new ExternalWorkers(scene, wiring.gateway));
  wireSchedules(scene, wiring.surroundings.api).start(settings.schedules);
  return wiring;
}

function streamMapping({ streamBatchSize }: Settings): StreamMapping {
  return {
    batchSize: streamBatchSize,
    takes: ({ item }) => item !== undefined && DISPATCHED_TRANSITIONS.includes(item.transition),
    maxRecordAge: 4 * HOUR,
    bisects: true,
  };
}

function newSchedule({ world, faults, observer }: Scene, wiring: Wiring): Schedule {
  const watchdog = wiring.newFunction('watchdog', WATCHDOG, (environment) => loadWatchdog(wiring.surroundings, environment));
  return new Schedule(world, faults, () => {
    watchdog.invoke<void>((handler, invocation) => handler.run(invocation), (outcome, invocation) => {
      if (outcome.kind === 'threw') observer.onFailure(invocation!, outcome.error);
    });
  });
}

/** One function receives what comes through all of a worker's lanes. */
function connectWorker({ observer, settings: { worker } }: CheckedScene, wiring: Wiring, queues: WorkerQueues, taskType: string): void {
  const target = wiring.newFunction(`worker-${taskType}`, worker, (environment) => loadWorker(wiring.surroundings, environment, queues, taskType));
  for (const [lane, queue] of queues.byLane) {
    wiring.connectWorker(queue, {
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

function connectDeadLetters(wiring: Wiring, ...queues: readonly Queue[]): void {
  const target = wiring.newFunction('dead-letter', DEAD_LETTERS, (environment) => loadDeadLetters(wiring.surroundings, environment));
  for (const queue of queues) {
    wiring.connect(queue, { target, call: (handler, event) => handler.receive(event), batchSize: 10, concurrency: 2 });
  }
}
