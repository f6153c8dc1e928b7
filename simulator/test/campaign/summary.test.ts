import { resultOf, VIOLATION } from './results';
import { summaryOf, violationText, virtualTime } from '../../campaign/summary';
import { Tally } from '../../campaign/tally';
import type { RunResult } from '../../run/simulate';

function summary(...results: RunResult[]): string[] {
  const tally = new Tally();
  for (const result of results) tally.add(result);
  return summaryOf(tally).split('\n');
}

test('the summary adds up what the runs have shown', () => {
  expect(summary(
    resultOf({ scenario: 'storm', seed: 1 }, {
      tasks: 3,
      lanes: { default: 1, urgent: 2 },
      depths: { 0: 1, 1: 2 },
      batches: { 1: 7, 10: 1 },
      unclaimed: 4,
      timeOuts: 2,
      firings: 3,
      faults: { 'answer lost': 4, 'crash': 2 },
      handlerRuns: [1, 2, 0],
      dispatches: [1, 3, 1],
      messages: [2, 9, 1],
      messageBounds: [64, 192, 64],
      longestMs: 36 * 3_600_000,
    }),
    resultOf({ scenario: 'calm', seed: 2 }, { tasks: 2, handlerRuns: [1, 1], messages: [1, 1] }),
    resultOf({ scenario: 'storm', seed: 3 }, {
      tasks: 3, faults: { crash: 9 }, handlerRuns: [1, 1, 1], messages: [1, 1, 1], violations: [VIOLATION, VIOLATION],
    }),
  )).toEqual([
    '',
    'Scenarios',
    '         runs  tasks  faults  a run  at least  longest task  violations',
    '  storm     2      6      15    7.5         6      1.5 days           2',
    '  calm      1      2       0    0.0         0   1.0 seconds           0',
    '',
    'Faults',
    '               times  a run',
    '  crash           11   3.67',
    '  answer lost      4   1.33',
    '',
    'Tasks by lane',
    '           tasks',
    '  default      3',
    '  urgent       2',
    '',
    'Generations',
    '  above a task  tasks',
    '  0                 3',
    '  1                 2',
    '',
    'Batches of the workers',
    '  messages  batches',
    '  1               9',
    '  10              1',
    '',
    'Runs of a task\'s handler',
    '  runs  tasks',
    '  0         1',
    '  1         6',
    '  2         1',
    '',
    'Messages that went back without a claim: 4; runs that outlived their time: 2; firings of schedules: 3',
    'Of a task: at most 9 messages, of 192 allowed, and 3 dispatches',
    'Allowed: 8 dispatches for its creation, 3 for each claim, 3 for each retry and 2 for each day; 64 messages for each dispatch',
    'Longest time to a terminal status: 1.5 days',
    '',
    'Violated',
    '                     times',
    '  one claim settles      2',
    '',
    'violations 2',
  ]);
});

test('the recipe and the library are compared in shares of their tasks', () => {
  const lines = summary(
    resultOf({ scenario: 'recipe', seed: 1 }, { tasks: 3, stuck: 2 }),
    resultOf({ scenario: 'post-and-read', seed: 1 }, { tasks: 4, ranTwice: 1 }),
    resultOf({ scenario: 'post-and-read-once', seed: 1 }, { tasks: 4 }),
    resultOf({ scenario: 'recipe', seed: 2 }, { tasks: 4997, ranTwice: 1 }),
  );
  expect(lines).toContain('recipe: 5,000 tasks under the storm, < 0.1 % stuck, < 0.1 % run twice');
  expect(lines).toContain('library, at least once: 4 tasks under the same storm, 0.0 % stuck, 25.0 % run twice');
  expect(lines).toContain('library, at most once: 4 tasks under the same storm, 0.0 % stuck, 0.0 % run twice');
  expect(lines).not.toContain('Runs of a task\'s handler');
  expect(lines.at(-1)).toBe('violations 0');
});

test('without faults or violations there is nothing to say about them', () => {
  const lines = summary(resultOf({ scenario: 'calm', seed: 1 }));
  expect(lines).not.toContain('Faults');
  expect(lines).not.toContain('Violated');
  expect(lines.at(-1)).toBe('violations 0');
});

test('a violation is told with its timeline, and how to see it again', () => {
  expect(violationText(resultOf({ scenario: 'storm', seed: 1234 }), VIOLATION).split('\n')).toEqual([
    '',
    '✗ storm, seed 1234: one claim settles',
    '  Task 0192: two claims settled it',
    '    00:00 create',
    '    00:01 complete',
    '  Again, with all that happens: npm run simulate -- --scenario storm --seed 1234 --runs 1 --trace',
  ]);
});

test.each([[900, '0.9 seconds'], [90_000, '1.5 minutes'], [5_400_000, '1.5 hours'], [14 * 86_400_000, '14.0 days']])('%d ms are %s', (time, text) => {
  expect(virtualTime(time)).toBe(text);
});
