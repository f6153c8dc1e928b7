import type { Round } from '../../../scripts/fuzz/round';
import { exceptionsText, summaryOf } from '../../../scripts/fuzz/summary';

const ROUND: Round = {
  answers: new Map([['POST /tasks', new Map([[422, 12], [201, 3]])], ['GET /tasks/{id}', new Map([[200, 1]])], ['GET /tasks', new Map([[200, 4]])]]),
  unanswered: 0,
  failures: [],
  accepted: 2,
  isComplete: true,
};

test('the summary has every operation, and all in one line', () => {
  expect(summaryOf(ROUND, ['POST /tasks', 'GET /tasks', 'GET /tasks/{id}'], 1)).toBe([
    '  Operation        Requests  Answers',
    '  GET /tasks              4  200: 4',
    '  POST /tasks            15  201: 3, 422: 12',
    '  GET /tasks/{id}         1  200: 1',
    '',
    '20 requests, 3 operations, 3 statuses (200, 201, 422), 1 failure',
  ].join('\n'));
  expect(summaryOf(ROUND, [], 0)).toMatch(/, 0 failures$/);
});

test('the exceptions are named, with their reasons', () => {
  expect(exceptionsText([{ name: 'a name', check: 'a_check', reason: 'Because.' }], 7)).toBe('Not counted: 7 failures of these exceptions\n  a name (a_check): Because.');
});
