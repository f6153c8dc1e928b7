import { DEFAULT_LANE } from '../../../src/contract';
import type { Invocation } from '../../aws/invocation';
import { LaneRules } from '../../rules/lane-rules';
import { TaskState } from '../../rules/task-state';
import { TASK_TYPE, UNKNOWN_LANE } from '../../scenarios/task-types';

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

