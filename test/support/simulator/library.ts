import type { Checker } from './checker';
import { ExternalWorkers } from './external-worker';
import { loadApi, loadDeadLetters, loadPublisher, loadWatchdog, loadWorker } from './functions';
import { Queue } from './queue';
import { Schedule } from './schedule';
import type { Settings } from './settings';
import { TASK_TYPE } from './settings';
import type { StreamMapping } from './stream';
import type { Scene } from './surroundings';
import { HOUR, MINUTE, SECOND } from './time';
import { Wiring } from './wiring';
import { DISPATCHED_STEPS } from '../../../src/contract';

/** Time-outs of the functions, as the constructs set them, and how many of each run at once. */
const WATCHDOG = { timeout: MINUTE, concurrency: 2 };
const DEAD_LETTERS = { timeout: 30 * SECOND, concurrency: 2 };

/** A queue keeps a message hidden for so long beyond its function's time-out. */
const VISIBILITY_SPARE_MS = 30 * SECOND;

/** The library's promises are checked. */
export interface CheckedScene extends Scene {
  readonly observer: Checker;
}

/** Wires the shipped handlers as the constructs do. */
export function wireLibrary(scene: CheckedScene): Wiring {
  const { world, faults, settings } = scene;
  const [standard, standardDead] = newQueues(scene, 'standard');
  const [once, onceDead] = newQueues(scene, 'once');
  const external = new Queue(world, faults, { name: 'external', visibilityTimeout: 15 * MINUTE, maxReceiveCount: 10 });
  const wiring: Wiring = new Wiring(scene, {
    loadApi,
    loadPublisher,
    stream: streamMapping(settings),
    subscriptions: [
      { taskType: TASK_TYPE.standard, queue: standard },
      { taskType: TASK_TYPE.once, queue: once },
      { taskType: TASK_TYPE.external, queue: external },
    ],
    onIndexed: (entry, id) => schedule.onIndexed(entry, id),
  });
  const schedule = newSchedule(scene, wiring);
  connectWorker(scene, wiring, standard, TASK_TYPE.standard);
  connectWorker(scene, wiring, once, TASK_TYPE.once);
  connectDeadLetters(wiring, standardDead, onceDead);
  external.connect(new ExternalWorkers(scene, wiring.gateway));
  return wiring;
}

function streamMapping({ streamBatchSize }: Settings): StreamMapping {
  return {
    batchSize: streamBatchSize,
    takes: ({ item }) => item !== undefined && DISPATCHED_STEPS.includes(item.step),
    maxRecordAge: 4 * HOUR,
    bisects: true,
  };
}

function newQueues({ world, faults, settings: { worker: { timeout, maxReceiveCount } } }: Scene, name: string): [Queue, Queue] {
  const deadLetters = new Queue(world, faults, { name: `${name}-dead`, visibilityTimeout: MINUTE, maxReceiveCount: Infinity });
  const queue = new Queue(world, faults, { name, visibilityTimeout: timeout + VISIBILITY_SPARE_MS, maxReceiveCount, deadLetters });
  return [queue, deadLetters];
}

function newSchedule({ world, faults, observer }: Scene, wiring: Wiring): Schedule {
  const watchdog = wiring.newFunction('watchdog', WATCHDOG, (environment) => loadWatchdog(wiring.surroundings, environment));
  return new Schedule(world, faults, () => {
    watchdog.invoke<void>((handler, invocation) => handler.run(invocation), (outcome, invocation) => {
      if (outcome.kind === 'threw') observer.onFailure(invocation!, outcome.error);
    });
  });
}

function connectWorker({ observer, settings: { worker } }: CheckedScene, wiring: Wiring, queue: Queue, taskType: string): void {
  wiring.connectWorker(queue, {
    target: wiring.newFunction(`worker-${taskType}`, worker, (environment) => loadWorker(wiring.surroundings, environment, queue, taskType)),
    call: (handler, event, invocation) => handler.work(event, invocation),
    onEnd: (invocation) => observer.onWorkerEnd(invocation),
    batchSize: worker.batchSize,
  });
}

function connectDeadLetters(wiring: Wiring, ...queues: readonly Queue[]): void {
  const target = wiring.newFunction('dead-letter', DEAD_LETTERS, (environment) => loadDeadLetters(wiring.surroundings, environment));
  for (const queue of queues) {
    wiring.connect(queue, { target, call: (handler, event) => handler.receive(event), batchSize: 10, concurrency: 2 });
  }
}
