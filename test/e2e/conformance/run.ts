import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ConformanceCase } from './case';
import { appliesIn, titleOf } from './case';
import type { Mode } from './modes';
import { taskTypeOf } from './modes';
import type { StoredTask, TaskTable } from './stored';
import { isSettled } from '../../../runtime/core/record/task-record';
import type { TaskClient } from '../../../scripts/local-aws/task-client';

/** A case in a mode: a task of its own. */
export interface Run {
  readonly mode: Mode;
  readonly case: ConformanceCase;
}

/** What became of a run. */
export interface Outcome {
  /** As its workers left it; not settled, if they did not end in time. */
  readonly task: StoredTask;
  /** As JSON text. */
  readonly result?: string;
  /** Every progress that could be seen while it ran. */
  readonly progress: readonly unknown[];
  /** The tasks that it created. */
  readonly children: readonly StoredTask[];
}

const LOOK_MS = 500;

/** Every case in every mode where it applies. */
export function runsOf(modes: readonly Mode[], cases: readonly ConformanceCase[]): Run[] {
  return cases.flatMap((one) => modes.filter((mode) => appliesIn(mode, one)).map((mode) => ({ mode, case: one })));
}

/** Creates the tasks of all runs at once, and waits until they, and the tasks that they created, have settled. */
export async function play(runs: readonly Run[], client: TaskClient, table: TaskTable, withinMs: number): Promise<Map<string, Outcome>> {
  const deadline = Date.now() + withinMs;
  const ids = await createAll(runs, client);
  const progress = new Map<string, unknown[]>(ids.map((id) => [id, []]));
  const cancelled = new Set<string>();
  for (;;) {
    const records = await table.records();
    for (const record of records) {
      if (record.progress) progress.get(record.id)?.push(record.progress);
    }
    const toCancel = ids.filter((id, nth) => !cancelled.has(id) && isTimeToCancel(runs[nth]!, records.find((record) => record.id === id)!));
    await Promise.all(toCancel.map(async (id) => {
      cancelled.add(id);
      await client.send('POST', `/tasks/${id}/cancel`);
    }));
    if (records.every(isSettled) || Date.now() > deadline) {
      const outcomes = runs.map(async (run, nth): Promise<[string, Outcome]> => {
        const task = records.find(({ id }) => id === ids[nth])!;
        const children = records.filter(({ parent_id }) => parent_id === task.id);
        return [keyOf(run.mode, run.case), { task, result: await table.resultOf(task), progress: progress.get(task.id)!, children }];
      });
      return new Map(await Promise.all(outcomes));
    }
    await sleep(LOOK_MS);
  }
}

/** By what a run's outcome is found. */
export function keyOf(mode: Mode, one: ConformanceCase): string {
  return `${mode.name} ${titleOf(one)}`;
}

function isTimeToCancel({ case: { cancelled, expected } }: Run, { status, progress }: StoredTask): boolean {
  if (cancelled === undefined || status !== 'IN_PROGRESS') return false;
  return cancelled === 'running' || isDeepStrictEqual(progress, expected.progress);
}

/** As one request writes its documents by hand: some of the inputs are no value of JavaScript. */
async function createAll(runs: readonly Run[], client: TaskClient): Promise<string[]> {
  const ids: string[] = [];
  const requests = runs.map(({ mode, case: { name, input = 'null', worker = 'calm', maxAttempts = 2 } }) => (
    `{"task_type":"${taskTypeOf(mode.name, worker)}","max_attempts":${maxAttempts},"data":{"case":"${name}","input":${input}}}`
  ));
  for (let first = 0; first < requests.length; first += 100) {
    const { status, body } = await client.send('POST', '/tasks/batch', `{"tasks":[${requests.slice(first, first + 100).join()}]}`);
    if (status !== 200) throw new Error(`the tasks were not created: ${status} ${JSON.stringify(body)}`);
    for (const answer of body.tasks) {
      if (!answer.id) throw new Error(`a task was refused: ${JSON.stringify(answer)}`);
      ids.push(answer.id);
    }
  }
  return ids;
}
