import { DEFAULT_LANE } from '../../../src/contract';
import { laneOf, TASK_TYPE } from '../../scenarios/task-types';

test('a lane is the request\'s, else the parent\'s where the type has it and takes it over, else the type\'s', () => {
  expect(laneOf(TASK_TYPE.external, DEFAULT_LANE, 'urgent')).toBe(DEFAULT_LANE);
  expect(laneOf(TASK_TYPE.standard, undefined, 'bulk')).toBe('bulk');
  expect(laneOf(TASK_TYPE.external, undefined, 'bulk')).toBe('urgent');
  expect(laneOf(TASK_TYPE.once, undefined, 'urgent')).toBe(DEFAULT_LANE);
});

