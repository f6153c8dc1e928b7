import { setTimeout as sleep } from 'node:timers/promises';
import type { Task, TaskContext } from 'cdk-async-tasks/handler';

/** What is in the task's data: which case it is, and what the case is given. */
interface Given {
  readonly case: string;
  readonly input: any;
}

/**
 * Does what its case says; `../python/conformance.py` does the same. As a function that is invoked it gets the task as its
 * event, and has no context of ours.
 */
export const handler = async (task: Task<Given>, context: TaskContext): Promise<unknown> => {
  const play = Object.hasOwn(CASES, task.data.case) ? CASES[task.data.case] : undefined;
  if (!play) throw new Unacceptable(`there is no case ${task.data.case}`);
  return play(task, context);
};

class OutOfStock extends Error {
  public override readonly name = 'OutOfStock';
}

class Unacceptable extends Error {
  public override readonly name = 'Unacceptable';
  public readonly retryable = false;
}

const onFirstAttempt = (task: Task, act: () => unknown): unknown => task.attempt === 1 ? act() : { attempt: task.attempt };

const fail = (error: unknown): never => {
  throw error;
};

const echo = ({ data }: Task<Given>): unknown => data.input;

/** Works until it is told to stop. */
const untilStopped = async ({ signal }: TaskContext): Promise<void> => {
  while (!signal.aborted) await sleep(50);
};

const circle = (): unknown => {
  const list: unknown[] = [];
  list.push(list);
  return list;
};

const nested = (depth: number): unknown => depth === 0 ? null : [nested(depth - 1)];

/** Ids are all that two runs of a case may differ in. */
const createFamily = async (task: Task<Given>, context: TaskContext): Promise<object> => {
  const child = (name: string) => ({ task_type: task.task_type, data: { case: 'echo', input: name } });
  const eldest = await context.createTask(child('eldest'));
  const twins = await context.createTasks([child('twin'), child('twin')]);
  const named = await context.createTask({ ...child('named'), key: 'by its name' });
  return { eldest, twins, named };
};

const CASES: Record<string, (task: Task<Given>, context: TaskContext) => unknown> = {
  'echo': echo,
  'document': ({ id, task_type, scope, attempt, max_attempts, lane, created_time, parent_id }) => (
    { has_id: id.length === 36, kind: task_type.split('-').at(-1), scope, attempt, max_attempts, lane, created: Number.isInteger(created_time), parent_id }
  ),

  'asynchronous': async ({ attempt }) => {
    await sleep(1);
    return { attempt };
  },
  'nothing': () => undefined,
  'false': () => false,
  'empty-text': () => '',
  'inline': () => Array(511).fill(0),
  'big-result': () => 'é'.repeat(100_000),
  'largest-result': () => 'é'.repeat(131_071),
  'too-large-result': () => 'x'.repeat(262_143),
  'deep-result': () => nested(100),
  'too-deep-result': () => nested(101),
  'made-text': () => ({ 'na\u0308me\u{1f600}': 'e\u0301 \u{1f469}\u200d\u{1f4bb} \u{10ffff} \u0000 \u2028\u2029 \ufeff\ufffe "\\/' }),
  'made-half-characters': () => ['\ud800', '\udc00', 'a\udbffb', '\udc00\ud800'],
  'made-numbers': () => [1e308, 5e-324, -0, 2 ** 53 + 1, -(2 ** 53), 0.1 + 0.2, 1.0, 1, 1e21, 1e-7, 1 / 3],

  'infinite': () => ({ deep: [1, Infinity] }),
  'minus-infinite': () => -Infinity,
  'not-a-number': () => [NaN],
  'too-large-number': () => [1e400],
  'circle': circle,
  'not-json': () => ({ value: 10n }),

  'error-once': (task) => onFirstAttempt(task, () => fail(new OutOfStock('nothing left'))),
  'error-always': () => fail(new OutOfStock('nothing left')),
  'permanent-error': () => fail(new Unacceptable('this will never do')),
  'no-error': () => fail('just a text'),
  'error-without-message': () => fail(new OutOfStock()),
  'long-error': () => fail(new OutOfStock('xé'.repeat(4000))),
  'half-a-character-error': () => fail(new OutOfStock('\ud83d!')),

  'progress': async (_task, context) => {
    for (let percent = 0; percent < 40; percent++) void context.progress(percent, 'not yet');
    await context.progress(40, 'half way \u{1f600}');
    await untilStopped(context);
    return 'done';
  },
  'heartbeat': async (_task, context) => [await context.heartbeat(), await context.heartbeat()],
  'remaining-time': (_task, context) => context.remainingTime() > 1000 && context.remainingTime() <= 60_000,
  'log': (task, { logger }) => {
    logger.info('hello from the handler', { given: task.data.input });
    return null;
  },
  'cancelled': async (_task, context) => {
    await untilStopped(context);
    throw context.signal.reason;
  },
  'cancelled-seen-by-heartbeat': async (_task, context) => {
    while (await context.heartbeat()) await sleep(200);
    throw new OutOfStock('no more, since it was cancelled');
  },
  'cancelled-too-late': async (_task, context) => {
    await untilStopped(context);
    return 'done all the same';
  },
  'cancelled-without-signal': async () => {
    await sleep(4000);
    return 'done all the same';
  },
  'children': createFamily,
  'children-again': async (task, context) => {
    const family = await createFamily(task, context);
    return task.attempt === 1 ? fail(new OutOfStock('after its children were made')) : family;
  },
  'child-refused': async (_task, context) => context.createTask({ task_type: '', data: null }),

  'time-out': async (task, context) => onFirstAttempt(task, async () => {
    await untilStopped(context);
    throw context.signal.reason;
  }),
  'never-returns': async () => new Promise(() => setInterval(() => undefined, 1000)),
  'never-returns-once': async (task) => onFirstAttempt(task, async () => new Promise(() => undefined)),
  'blocks': () => {
    for (;;);
  },
  'crash-once': (task) => onFirstAttempt(task, () => process.kill(process.pid, 'SIGKILL')),
  'exits': () => process.exit(0),
};
