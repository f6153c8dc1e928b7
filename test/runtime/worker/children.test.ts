import { TaskRefused } from '../../../runtime/core/operations/task-refused';
import type { CreateAnswer, Creator } from '../../../runtime/core/ports';
import { Children } from '../../../runtime/worker/children';
import { RunControl } from '../../../runtime/worker/run-control';
import type { ChildTask } from '../../../sdk/typescript/handler';
import { ENV, MAX_BATCH_BODY_BYTES, MAX_CREATES, MAX_PAYLOAD_BYTES } from '../../../src/contract';

/** An api function that keeps what it is asked, and accepts everything unless it is told otherwise. */
class RecordedCreator implements Creator {
  public readonly invocations: any[][] = [];
  public readonly bytes: number[] = [];
  public answer = ({ idempotency_key }: any): CreateAnswer => ({ status: 201, id: `child ${idempotency_key}` });

  public async create(requests: string): Promise<readonly CreateAnswer[]> {
    this.bytes.push(Buffer.byteLength(requests));
    const parsed = JSON.parse(requests);
    this.invocations.push(parsed);
    return parsed.map((request: any) => this.answer(request));
  }

  public requests(): any[] {
    return this.invocations.flat();
  }
}

const PARENT = { id: 'parent', created_time: 7 };

let creator: RecordedCreator;
let run: RunControl;
let children: Children;
beforeEach(() => {
  creator = new RecordedCreator();
  run = new RunControl();
  children = new Children(PARENT, creator, run);
});

const child = (more: Partial<ChildTask> = {}): ChildTask => ({ task_type: 'crop', data: { width: 64 }, ...more });
const refusal = { status: 422, title: 'Unprocessable Content', detail: 'There is no task type "crop".', errors: [{ pointer: '#/task_type', detail: 'is unknown' }] };

test('a child is a task as a client would post it, with its parent and a key', async () => {
  await children.create([child({ lane: 'slow', run_at: 1, ttl: 2, max_attempts: 3 }), child({ key: 'left' })]);
  expect(creator.invocations).toEqual([[
    { task_type: 'crop', data: { width: 64 }, lane: 'slow', run_at: 1, ttl: 2, max_attempts: 3, parent_id: 'parent', parent_created_time: 7, idempotency_key: '#1' },
    { task_type: 'crop', data: { width: 64 }, parent_id: 'parent', parent_created_time: 7, idempotency_key: 'key:left' },
  ]]);
});

test('children without a key are numbered, whatever others are between them', async () => {
  await children.create([child(), child({ key: 'a' }), child()]);
  await children.create([child({ key: 'b' }), child()]);
  expect(creator.requests().map(({ idempotency_key }) => idempotency_key)).toEqual(['#1', 'key:a', '#2', 'key:b', '#3']);
});

test('the ids come in the order of the children', async () => {
  expect(await children.create([child(), child({ key: 'a' })])).toEqual(['child #1', 'child key:a']);
});

test('no children are no invocation', async () => {
  expect(await children.create([])).toEqual([]);
  expect(creator.invocations).toEqual([]);
});

test('what is asked for in the same tick goes out together', async () => {
  const afterAPromise = async (): Promise<string[]> => {
    await null;
    return children.create([child()]);
  };
  const ids = await Promise.all([children.create([child()]), children.create([child(), child()]), afterAPromise()]);
  expect(ids).toEqual([['child #1'], ['child #2', 'child #3'], ['child #4']]);
  expect(creator.invocations).toHaveLength(1);
  await children.create([child()]);
  expect(creator.invocations).toHaveLength(2);
});

test('an invocation takes so many requests, and no more', async () => {
  const ids = await children.create(Array.from({ length: 2 * MAX_CREATES + 1 }, () => child()));
  expect(creator.invocations.map((requests) => requests.length)).toEqual([MAX_CREATES, MAX_CREATES, 1]);
  expect(ids.at(-1)).toBe(`child #${2 * MAX_CREATES + 1}`);
});

test('an invocation takes so many bytes, and no more', async () => {
  const data = 'ü'.repeat((MAX_PAYLOAD_BYTES - 2) / 2);
  await children.create(Array.from({ length: 50 }, () => child({ data })));
  expect(creator.requests()).toHaveLength(50);
  for (const bytes of creator.bytes) expect(bytes).toBeLessThanOrEqual(MAX_BATCH_BODY_BYTES);
  expect(Math.max(...creator.bytes)).toBeGreaterThan(MAX_BATCH_BODY_BYTES - 300_000);
});

describe('a child that is refused', () => {
  test('throws the API\'s reason, for good', async () => {
    creator.answer = () => refusal;
    const failed = await children.create([child()]).catch((error) => error);
    expect(failed).toBeInstanceOf(TaskRefused);
    expect(failed).toMatchObject({ name: 'TaskRefused', message: refusal.detail, status: 422, errors: refusal.errors, retryable: false });
  });

  test.each([[500, true], [503, true], [404, false], [413, false]])('with status %d is to be retried: %p', async (status, retryable) => {
    creator.answer = () => ({ status, detail: 'no' });
    await expect(children.create([child()])).rejects.toMatchObject({ name: 'TaskRefused', message: 'no', retryable });
  });

  test('says its status when it says nothing else', async () => {
    creator.answer = () => ({ status: 500 });
    await expect(children.create([child()])).rejects.toThrow('the task was refused with status 500');
  });

  test('takes none of the others along', async () => {
    creator.answer = ({ idempotency_key }) => (idempotency_key === 'key:bad' ? refusal : { status: 201, id: idempotency_key });
    const [good, bad] = await Promise.allSettled([children.create([child()]), children.create([child({ key: 'bad' })])]);
    expect(good).toMatchObject({ status: 'fulfilled', value: ['#1'] });
    expect(bad).toMatchObject({ status: 'rejected' });
  });

  test('is named first when it is the first of several', async () => {
    creator.answer = ({ idempotency_key }) => (idempotency_key === '#1' ? { status: 201, id: '1' } : { status: 422, detail: `not ${idempotency_key}` });
    await expect(children.create([child(), child(), child()])).rejects.toThrow('not #2');
  });
});

describe('the children of an invocation that fails', () => {
  test('fail with its reason, and may be created later', async () => {
    creator.create = async () => { throw new Error('the api function failed: no memory'); };
    const results = await Promise.allSettled([children.create([child()]), children.create([child()])]);
    expect(results).toMatchObject([{ reason: { message: 'the api function failed: no memory' } }, { reason: { message: 'the api function failed: no memory' } }]);
    expect(results[0]).not.toHaveProperty('reason.retryable');
  });

  test('fail when it has answered only some of them', async () => {
    creator.create = async () => [{ status: 201, id: 'first' }];
    const results = await Promise.allSettled([children.create([child()]), children.create([child()])]);
    expect(results).toMatchObject([{ status: 'fulfilled' }, { reason: { message: 'the api function has not answered each request for a task' } }]);
  });

  test('are those of that invocation alone', async () => {
    const { create } = creator;
    let invocations = 0;
    creator.create = async (requests) => {
      if ((invocations += 1) === 1) throw new Error('no');
      return create.call(creator, requests);
    };
    const results = await Promise.allSettled(Array.from({ length: MAX_CREATES + 1 }, async () => children.create([child()])));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(MAX_CREATES);
    expect(results.at(-1)).toMatchObject({ status: 'fulfilled' });
  });
});

test.each<[string, unknown, RegExp]>([
  ['a number that JSON has not', { ratio: NaN }, /^the child task is not JSON: its member "ratio" is NaN$/],
  ['a circle', (() => { const circle: Record<string, unknown> = {}; circle.self = circle; return circle; })(), /circular/i],
  ['a bigint', 1n, /BigInt/],
])('a child whose data has %s is an error for good', async (_what, data, message) => {
  await expect(children.create([child({ data })])).rejects.toMatchObject({ name: 'TypeError', message: expect.stringMatching(message), retryable: false });
  expect(creator.invocations).toEqual([]);
});

test('a worker that does not know the api function says so', async () => {
  await expect(new Children(PARENT, undefined, run).create([child()])).rejects.toThrow(`this worker may not create tasks: the environment variable ${ENV.createFunction} is not set`);
});

test('a run that has ended creates nothing more', async () => {
  run.end();
  await expect(children.create([child()])).rejects.toThrow('the run has ended: it can create no more tasks');
  expect(creator.invocations).toEqual([]);
});
