import type { ConformanceCase } from '../case';

const notIn = { function: 'a function that is invoked gets the task, and no context of ours' };

const FAMILY = ['eldest', 'named', 'twin', 'twin'];

/** A task that makes others. */
export const childCases: readonly ConformanceCase[] = [
  {
    name: 'children',
    expected: { status: 'COMPLETED', attempt: 1, children: FAMILY },
    notIn,
  },
  {
    name: 'children-again',
    // The second run finds the children of the first.
    expected: { status: 'COMPLETED', attempt: 2, children: FAMILY },
    notIn,
  },
  {
    name: 'child-refused',
    expected: { status: 'FAILED', attempt: 1, error: { type: /TaskRefused/, message: /.*task_type.*/ }, children: [] },
    notIn,
  },
];
