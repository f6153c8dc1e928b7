import { DEFAULT_LANE } from '../../src/contract';
import type { Invocation } from '../aws/invocation';
import { LaneRules } from '../rules/lane-rules';
import { TaskState } from '../rules/task-state';
import { settingsOf } from '../scenarios/scenarios';
import { laneOf, TASK_TYPE, UNKNOWN_LANE } from '../scenarios/settings';
import { runSimulation } from '../system/simulation';
import { Prng } from '../world/prng';

function taskIn(lane: string): TaskState {
  const state = new TaskState('0192');
  state.creations = 1;
  state.item = { task_type: TASK_TYPE.standard, lane };
  return state;
}

/** What is wrong with one invocation for each of these tasks, all at once, of a lane that allows two. */
function check(queueLane: string, ...lanes: string[]): string[] {
  const found: string[] = [];
  const rules = new LaneRules((_, invariant) => found.push(invariant), () => 2);
  for (const [number, lane] of lanes.entries()) rules.onBegin({ number } as Invocation, queueLane, [taskIn(lane)]);
  return found;
}

test('tasks come through their own lanes, or through the default one where the worker does not know theirs', () => {
  expect(check('urgent', 'urgent')).toEqual([]);
  expect(check(DEFAULT_LANE, UNKNOWN_LANE)).toEqual([]);
  expect(check(DEFAULT_LANE, 'urgent')).toEqual(['a task comes through its lane']);
});

test('a lane has no more at once than it allows', () => {
  expect(check('urgent', 'urgent', 'urgent')).toEqual([]);
  expect(check('urgent', 'urgent', 'urgent', 'urgent')).toEqual(['no more of a lane runs at once than it allows']);
});

test('a lane is the request\'s, else the parent\'s where the type has it and takes it over, else the type\'s', () => {
  expect(laneOf(TASK_TYPE.external, DEFAULT_LANE, 'urgent')).toBe(DEFAULT_LANE);
  expect(laneOf(TASK_TYPE.standard, undefined, 'bulk')).toBe('bulk');
  expect(laneOf(TASK_TYPE.external, undefined, 'bulk')).toBe('urgent');
  expect(laneOf(TASK_TYPE.once, undefined, 'urgent')).toBe(DEFAULT_LANE);
});

test('a lane that the worker does not know strands no task', async () => {
  const { observer, violations } = await runSimulation(1, settingsOf('unknown-lane', new Prng(1)));
  expect(violations).toEqual([]);
  expect(observer.states().map(({ item }) => [item!.lane, item!.status])).toEqual(Array(3).fill([UNKNOWN_LANE, 'COMPLETED']));
});
