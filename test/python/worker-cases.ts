import type { SQSRecord } from 'aws-lambda';
import type { Arbitrary } from './arbitrary';
import { MESSAGE_IDS, NOW, TASK_TYPES } from './arbitrary';
import { observedStore } from './observed';
import type { CreateAnswer, Ports } from '../../runtime/core/ports';
import { Worker } from '../../runtime/worker/worker';
import type { Task, TaskContext } from '../../sdk/typescript/handler';
import { taskTable } from '../../simulator/aws/dynamodb/task-table';
import { MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES } from '../../src/contract';
import { QUEUE_ARN, RecordedQueue } from '../support/messages';
import { DAY_MS } from '../support/tasks';
import { RecordedLogger, RecordedMetrics } from '../support/telemetry';

/** What a handler does: some calls of its context, and how it ends. */
interface Behaviour {
  readonly calls: ReadonlyArray<readonly [name: string, ...args: any[]]>;
  /** JSON text. */
  readonly result?: string;
  readonly raised?: { readonly name: string; readonly message: string; readonly retryable?: boolean };
}

/** Batches that the worker of Node.js took in, with everything that it asked and said, for that of Python to do the same. */
export async function workerCases(some: Arbitrary, count: number): Promise<object[]> {
  const cases: object[] = [];
  for (let number = 0; number < count; number += 1) cases.push(await workerCase(some));
  return cases;
}

async function workerCase(some: Arbitrary): Promise<object> {
  const table = taskTable();
  const messages = Array.from({ length: some.between(1, 3) }, (_, place): SQSRecord => messageFor(some, place));
  for (const message of messages) {
    const id = message.messageAttributes.TaskId?.stringValue;
    if (id && some.chance(0.95)) await table.put({ TableName: 'tasks', Item: taskOf(some, id, message) });
  }

  const drawn: string[] = [];
  let time = NOW;
  // An answer may be lost, of a write that took effect as well.
  const { store, calls } = observedStore(async (operation, input) => {
    time += some.delay();
    const loss = some.chance(0.05) ? some.pick(['before', 'after']) : undefined;
    if (loss === 'before') throw new Error('the connection was closed');
    const item = await table[operation](input);
    if (loss === 'after') throw new Error('the connection was closed');
    return item;
  }, () => time);
  const ports: Ports = {
    store,
    table: 'tasks',
    clock: {
      now: () => time,
      // The watching of runs, which no run here is long enough for, waits forever.
      sleep: async (milliseconds, stop) => (stop ? new Promise(() => {}) : void (time += milliseconds)),
    },
    random: {
      bytes: (length) => {
        const bytes = some.bytes(length);
        drawn.push(Buffer.from(bytes).toString('hex'));
        return bytes;
      },
    },
  };

  const behaviour = behaviourOf(some);
  const remaining = some.pick([30_000, 30_000, 900_000, 3_000, 1_500]);
  const task_timeout = some.maybe(() => some.pick([1_500, 20_000]), 0.2);
  const policy = {
    maxAttempts: some.between(1, 3), atMostOnce: some.chance(0.1), retryDelay: some.pick([10_000, 3_600_000]), maxRetryDelay: 3_600_000,
  };
  const [queue, logger, metrics] = [new RecordedQueue(), new RecordedLogger({ logLevel: 'DEBUG' }), new RecordedMetrics()];
  const tasks: Task[] = [];
  const created: unknown[] = [];
  const createAnswer = some.pick<CreateAnswer>([{ status: 201, id: 'child' }, { status: 422, detail: 'no such type' }, { status: 503 }]);
  const worker = new Worker({
    ports,
    claims: store,
    queue,
    policy,
    taskTypes: [TASK_TYPES[0]],
    taskTimeout: task_timeout,
    handler: async (task, context) => {
      tasks.push(task);
      return behave(behaviour, context, async (attributes) => {
        await table.put({ TableName: 'tasks', Item: { ...await table.get({ TableName: 'tasks', Key: { id: task.id } }), ...attributes } });
      });
    },
    creator: {
      create: async (requests) => {
        const parsed: unknown[] = JSON.parse(requests);
        created.push(...parsed);
        return parsed.map(() => createAnswer);
      },
    },
    logger,
    metrics,
    exit: () => { throw new Error('no run is long enough'); },
  });
  const answer = await worker.work({ Records: messages }, { getRemainingTimeInMillis: () => NOW + remaining - time });
  return {
    messages,
    now: NOW,
    remaining,
    task_timeout: task_timeout ?? null,
    policy,
    task_types: [TASK_TYPES[0]],
    behaviour,
    create_answer: createAnswer,
    calls,
    drawn,
    expected: { answer, tasks, created, hidden: queue.requests, metrics: metrics.added, lines: logger.lines },
  };
}

function messageFor(some: Arbitrary, place: number): SQSRecord {
  const [id, taskType] = [some.maybe(() => `task-${place}`, 0.98), some.maybe(() => (some.chance(0.95) ? TASK_TYPES[0] : TASK_TYPES[1]), 0.98)];
  return {
    messageId: MESSAGE_IDS[place],
    receiptHandle: `receipt ${place}`,
    eventSourceARN: QUEUE_ARN,
    body: '',
    messageAttributes: {
      ...(id && { TaskId: { dataType: 'String', stringValue: id } }),
      ...(taskType && { TaskType: { dataType: 'String', stringValue: taskType } }),
    },
  } as Partial<SQSRecord> as SQSRecord;
}

/** A task that may be begun, as a rule; else one in any state. */
function taskOf(some: Arbitrary, id: string, { messageId }: SQSRecord): object {
  const any = some.record(NOW, { id, task_type: some.chance(0.95) ? TASK_TYPES[0] : TASK_TYPES[1] });
  if (some.chance(0.3)) {
    return { ...any, ...(any.status === 'IN_PROGRESS' && some.chance(0.5) && { claim: `${messageId}:run-1` }) };
  }
  const { not_before, ttl, cancel_requested, lease_until, claim, ...rest } = any;
  return {
    ...rest,
    status: some.pick(['CREATED', 'RETRYING']),
    attempt: some.between(0, 2),
    attempt_limit: 4,
    max_attempts: 4,
    deadline: NOW + (some.chance(0.2) ? 3000 : DAY_MS),
    watch_key: 'open#1',
    ...(some.chance(0.2) && { ttl: Math.floor(NOW / 1000) + 1 }),
    ...(some.chance(0.05) && { data_ref: 'gone' }),
  };
}

function behaviourOf(some: Arbitrary): Behaviour {
  const calls = Array.from({ length: some.chance(0.5) ? 0 : some.between(1, 3) }, (): Behaviour['calls'][number] => some.pick<Behaviour['calls'][number]>([
    ['progress', some.between(-500, 15_000) / 100],
    ['progress', some.between(0, 100), some.text()],
    ['heartbeat'],
    ['meanwhile', some.pick([{ cancel_requested: true }, { claim: 'message-9:run-9' }, { status: 'FAILED' }])],
    ['log', 'hello', { rows: some.between(0, 5) }],
    ['create_task', { task_type: 'report', data: { page: some.between(0, 9) } }],
    ['create_task', { task_type: 'report', data: null, key: 'last', lane: 'fast', run_at: 1_900_000_000 }],
  ]));
  if (some.chance(0.5)) return { calls, result: resultOf(some) };
  return { calls, raised: { name: some.pick(['ValueError', 'Oops']), message: some.text(), retryable: some.maybe(() => some.chance(0.5), 0.5) } };
}

/** JSON text; now and then about as long or as deep as a result may be. */
function resultOf(some: Arbitrary): string {
  if (some.chance(0.01)) return JSON.stringify('x'.repeat(MAX_PAYLOAD_BYTES - some.between(1, 3)));
  const depth = MAX_JSON_DEPTH + some.between(-1, 1);
  return some.chance(0.02) ? '['.repeat(depth) + ']'.repeat(depth) : some.jsonText();
}

async function behave({ calls, result, raised }: Behaviour, context: TaskContext, meddle: (attributes: object) => Promise<void>): Promise<unknown> {
  for (const [name, ...args] of calls) {
    if (name === 'meanwhile') await meddle(args[0]);
    else if (name === 'progress') await context.progress(args[0], args[1]);
    else if (name === 'heartbeat') await context.heartbeat();
    else if (name === 'log') context.logger.info(args[0], args[1]);
    else await context.createTask(args[0]);
  }
  if (!raised) return JSON.parse(result!);
  const { name, message, retryable } = raised;
  throw Object.assign(new Error(message), { name }, retryable !== undefined && { retryable });
}
