import type { ConformanceCase } from './case';
import { expectedIn } from './case';
import type { LogLines } from './logs';
import type { Mode } from './modes';
import type { Outcome } from './run';

/** Holds what became of a case in a mode against what is expected of it. */
export function expectOutcome(mode: Mode, one: ConformanceCase, outcome: Outcome, lines: LogLines): void {
  const { status, attempt, result, error, progress, logs, children } = expectedIn(mode, one);
  const { task } = outcome;
  expect({ status: task.status, attempt: task.attempt, error: task.status === 'COMPLETED' ? undefined : task.error }).toEqual({
    status, attempt, error: error && { type: whole(error.type), message: whole(error.message) },
  });
  if (result !== undefined) expect(JSON.parse(outcome.result!)).toEqual(result);
  if (progress) expect(outcome.progress).toContainEqual(progress);
  if (logs) expect(lines).toContainEqual(expect.objectContaining({ ...logs, task_id: task.id, task_type: task.task_type, attempt }));
  if (children) expectChildren(outcome, children);
}

function expectChildren({ task, result = '{}', children }: Outcome, expected: readonly unknown[]): void {
  expect(children.map(({ data }) => JSON.parse(data!).input).sort()).toEqual(expected);
  // The handler was told which they are.
  expect(Object.values(JSON.parse(result)).flat().sort()).toEqual(children.map(({ id }) => id).sort());
  for (const child of children) {
    expect(child).toMatchObject({ status: 'COMPLETED', task_type: task.task_type, scope: task.scope, lane: task.lane, depth: 1 });
  }
}

/** A pattern of a whole text. */
function whole({ source, flags }: RegExp): unknown {
  return expect.stringMatching(new RegExp(`^(?:${source})$`, flags));
}
