import { joinRounds, readRound, requestsOf } from '../../../scripts/fuzz/round';

const REPORT = { complete: true, failures: [], errors: [], filtered: 0, operations: { total: 2 } };

/** A scenario of requests, each with its status; without one, nobody has answered. */
const scenario = (...requests: Array<[method: string, path: string, status?: number]>): string => JSON.stringify({
  ScenarioFinished: {
    recorder: {
      cases: Object.fromEntries(requests.map(([method, path], index) => [`c${index}`, { value: { method, path } }])),
      interactions: Object.fromEntries(requests.map(([, , status], index) => [`c${index}`, { response: status === undefined ? null : { status_code: status } }])),
    },
  },
});
const events = (...scenarios: string[]): string => ['{"Initialize":{"seed":1}}', ...scenarios, '{"EngineFinished":{}}', ''].join('\n');

test('the answers are counted, by operation and status', () => {
  const round = readRound(events(scenario(['POST', '/tasks', 201], ['POST', '/tasks', 422]), scenario(['POST', '/tasks', 201], ['GET', '/tasks', 200])), JSON.stringify(REPORT));
  expect(round).toEqual({
    answers: new Map([['POST /tasks', new Map([[201, 2], [422, 1]])], ['GET /tasks', new Map([[200, 1]])]]),
    unanswered: 0,
    failures: [],
    accepted: 0,
    isComplete: true,
  });
  expect(requestsOf(round)).toBe(4);
});

test('a request without an answer is told apart, and a scenario may have none', () => {
  const round = readRound(events(scenario(['GET', '/tasks']), JSON.stringify({ ScenarioFinished: { recorder: { cases: {} } } })), JSON.stringify(REPORT));
  expect([requestsOf(round), round.unanswered]).toEqual([0, 1]);
});

test('the failures are read, and how it ended', () => {
  const failures = [{ code: 'ST101', title: 'Server error', operations: ['GET /tasks', 'POST /tasks'] }];
  expect(readRound(events(), JSON.stringify({ ...REPORT, failures, filtered: 7 }))).toMatchObject({
    failures: ['ST101 Server error: GET /tasks', 'ST101 Server error: POST /tasks'], accepted: 7, isComplete: true,
  });
  expect(readRound(events(), JSON.stringify({ ...REPORT, complete: false })).isComplete).toBe(false);
  expect(readRound(events(), JSON.stringify({ ...REPORT, errors: [{}] })).isComplete).toBe(false);
});

test('rounds are joined', () => {
  const one = readRound(events(scenario(['POST', '/tasks', 201])), JSON.stringify({ ...REPORT, filtered: 1, failures: [{ code: 'ST1', title: 'x', operations: ['GET /'] }] }));
  const other = readRound(events(scenario(['POST', '/tasks', 201], ['POST', '/tasks', 400], ['GET', '/tasks'])), JSON.stringify({ ...REPORT, complete: false, filtered: 2 }));
  expect(joinRounds([one, one, other])).toEqual({
    answers: new Map([['POST /tasks', new Map([[201, 3], [400, 1]])]]), unanswered: 1, failures: ['ST1 x: GET /'], accepted: 4, isComplete: false,
  });
});
