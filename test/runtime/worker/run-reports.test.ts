import { cancelTask } from '../../../runtime/core/operations/cancel';
import { completeRun } from '../../../runtime/core/operations/run';
import type { Item, Store } from '../../../runtime/core/ports';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import { RunControl } from '../../../runtime/worker/run-control';
import { RunReports } from '../../../runtime/worker/run-reports';
import type { TaskLogger } from '../../../sdk/typescript/handler';
import type { MemoryPorts } from '../../../simulator/aws/memory-ports';
import { memoryPorts } from '../../../simulator/aws/memory-ports';
import { MAX_TEXT_BYTES, PROGRESS_INTERVAL_MS } from '../../../src/contract';
import { alteredStore, throttled } from '../../support/altered-store';
import { altered, claimed, stored } from '../../support/tasks';

let ports: MemoryPorts;
let record: TaskRecord;
let run: RunControl;
let lines: Array<{ level: string; message: string; fields?: Item }>;
beforeEach(async () => {
  ports = memoryPorts();
  record = await claimed(ports);
  run = new RunControl();
  lines = [];
});

const line = (level: string) => (message: string, fields?: Item): void => { lines.push({ level, message, fields }); };
const logger: TaskLogger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
const reportsOn = (store: Store = ports.store): RunReports => new RunReports({ ...ports, store }, record, run, logger);
const progress = async (): Promise<unknown> => (await stored(ports, record.id))?.progress;
/** Counts the writes from here on. */
const counted = () => ports.store.startCounting().byOperation.update;
/** Lets time pass, and everybody whose time has come go on. */
const pass = async (milliseconds: number): Promise<void> => {
  ports.clock.advance(milliseconds);
  await new Promise((resolve) => setImmediate(resolve));
};

describe('progress', () => {
  test('is in the table once it was said', async () => {
    await reportsOn().progress(10, 'loading');
    expect(await progress()).toEqual({ percent: 10, message: 'loading' });
  });

  test('is written once a second at most, and then what was said last', async () => {
    const reports = reportsOn();
    const writes = counted();
    for (let percent = 1; percent <= 50; percent += 1) await reports.progress(percent);
    expect(await progress()).toEqual({ percent: 1 });
    await pass(PROGRESS_INTERVAL_MS - 1);
    expect(writes.calls).toBe(1);
    await pass(1);
    expect(await progress()).toEqual({ percent: 50 });
    await pass(60_000);
    expect(writes.calls).toBe(2);
    expect(ports.clock.sleeping).toBe(0);
  });

  test('goes on to be written as long as there is something to say', async () => {
    const reports = reportsOn();
    const writes = counted();
    for (let tenth = 0; tenth < 30; tenth += 1) {
      await reports.progress(tenth);
      await pass(100);
    }
    // At 0, 1, 2 and 3 seconds.
    expect(writes.calls).toBe(4);
    await pass(PROGRESS_INTERVAL_MS);
    expect(await progress()).toEqual({ percent: 29 });
  });

  test('does not overtake a write that takes long', async () => {
    let answer = (): void => undefined;
    const said: unknown[] = [];
    const reports = reportsOn(alteredStore(ports.store, {
      update: async (input) => {
        said.push(input.ExpressionAttributeValues![':progress']);
        await new Promise<void>((resolve) => { answer = resolve; });
        return ports.store.update(input);
      },
    }));
    const first = reports.progress(1);
    await reports.progress(2);
    await pass(5 * PROGRESS_INTERVAL_MS);
    expect(said).toEqual([{ percent: 1 }]);
    answer();
    await first;
    await pass(0);
    expect(said).toEqual([{ percent: 1 }, { percent: 2 }]);
    answer();
    await pass(0);
    expect(await progress()).toEqual({ percent: 2 });
  });

  test('that waits is dropped when the run ends', async () => {
    const reports = reportsOn();
    await reports.progress(1);
    await reports.progress(2);
    run.end();
    const writes = counted();
    await pass(60_000);
    expect(writes.calls).toBe(0);
    expect(ports.clock.sleeping).toBe(0);
  });

  test('of a run that has ended is nothing', async () => {
    run.end();
    const writes = counted();
    await reportsOn().progress(50);
    expect(writes.calls).toBe(0);
  });

  test.each<[number, string | undefined, Item]>([
    [-1, undefined, { percent: 0 }],
    [100.5, undefined, { percent: 100 }],
    [33.33333, undefined, { percent: 33.33 }],
    [Infinity, undefined, { percent: 100 }],
    [1, 'x'.repeat(2000), { percent: 1, message: 'x'.repeat(MAX_TEXT_BYTES) }],
  ])('of %d percent, "%.20s", is kept as a record can have it', async (percent, message, kept) => {
    await reportsOn().progress(percent, message);
    expect(await progress()).toEqual(kept);
  });

  test.each([NaN, undefined, 'half'])('of %p is ignored, and the log says so', async (percent) => {
    await reportsOn().progress(percent as number, 'loading');
    expect(await progress()).toBeUndefined();
    expect(lines).toEqual([{ level: 'warn', message: 'progress ignored: it has no percentage', fields: { percent: String(percent) } }]);
  });

  test('that cannot be written is logged, and does the run no harm', async () => {
    await reportsOn(alteredStore(ports.store, { update: throttled })).progress(50);
    expect(lines).toMatchObject([{ level: 'warn', message: 'progress not written', fields: { error: { name: 'ThrottlingException' } } }]);
    expect(run.signal.aborted).toBe(false);
  });

  test('that cannot be written is nobody\'s concern once the run has ended', async () => {
    const reports = reportsOn(alteredStore(ports.store, {
      update: async () => {
        run.end();
        return throttled();
      },
    }));
    await reports.progress(50);
    expect(lines).toEqual([]);
  });

  test('tells a run at once that it was cancelled', async () => {
    await cancelTask(ports, record);
    await reportsOn().progress(50);
    expect(run.signal.reason).toMatchObject({ name: 'AbortError', message: 'the task was cancelled' });
    expect(await progress()).toEqual({ percent: 50 });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['is another\'s', async () => altered(ports, record.id, { claim: 'another' }), 'the task is no longer this run\'s'],
    ['has settled', async () => completeRun(ports, record, { claim: record.claim! }), 'the task is no longer this run\'s'],
    ['is gone', async () => ports.store.expire(record.id), 'the task is no longer this run\'s'],
    ['is past its deadline', async () => ports.clock.set(record.deadline), 'the task is past its deadline'],
  ])('tells a run at once that its task %s', async (_what, happen, reason) => {
    await happen();
    await reportsOn().progress(50);
    expect(run.signal.reason).toMatchObject({ name: 'AbortError', message: reason });
    expect(await progress()).toBeUndefined();
  });
});

describe('a heartbeat', () => {
  test('is a write that leaves the progress as it is, and says that the run may go on', async () => {
    const reports = reportsOn();
    await reports.progress(50);
    await pass(PROGRESS_INTERVAL_MS);
    const writes = counted();
    expect(await reports.heartbeat()).toBe(true);
    expect(writes.calls).toBe(1);
    expect(await progress()).toEqual({ percent: 50 });
  });

  test('asks once a second at most', async () => {
    const reports = reportsOn();
    const writes = counted();
    for (let tenth = 0; tenth < 20; tenth += 1) {
      expect(await reports.heartbeat()).toBe(true);
      await pass(100);
    }
    expect(writes.calls).toBe(2);
  });

  test('takes along what was said meanwhile', async () => {
    const reports = reportsOn();
    await reports.progress(1);
    await reports.progress(2);
    ports.clock.advance(PROGRESS_INTERVAL_MS);
    const writes = counted();
    await reports.heartbeat();
    expect(await progress()).toEqual({ percent: 2 });
    await pass(60_000);
    expect(writes.calls).toBe(1);
  });

  test('waits for the answer that is under way', async () => {
    await cancelTask(ports, record);
    const reports = reportsOn();
    void reports.progress(1);
    expect(await reports.heartbeat()).toBe(false);
  });

  test('says when the run is to stop, and goes on to say it', async () => {
    await cancelTask(ports, record);
    const reports = reportsOn();
    expect(await reports.heartbeat()).toBe(false);
    expect(await reports.heartbeat()).toBe(false);
  });

  test('that cannot be written says what is known', async () => {
    expect(await reportsOn(alteredStore(ports.store, { update: throttled })).heartbeat()).toBe(true);
  });

  test('says that a run which has ended may not go on, without asking', async () => {
    run.end();
    const writes = counted();
    expect(await reportsOn().heartbeat()).toBe(false);
    expect(writes.calls).toBe(0);
  });
});
