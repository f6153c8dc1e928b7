import type { Round } from '../../../scripts/fuzz/round';
import { faultsOf, refusedOnly } from '../../../scripts/fuzz/verdict';

const DEMANDS = { leastRequests: 3, operations: ['POST /tasks', 'GET /tasks'] };
const ROUND: Round = {
  answers: new Map([['POST /tasks', new Map([[201, 1], [422, 1]])], ['GET /tasks', new Map([[304, 1]])], ['TRACE /tasks', new Map([[404, 1]])]]),
  unanswered: 0,
  failures: [],
  accepted: 5,
  isComplete: true,
};

test('nothing is wrong with a run that has all', () => {
  expect(faultsOf(ROUND, DEMANDS)).toEqual([]);
});

test.each<[string, Partial<Round>, object, string]>([
  ['a failure', { failures: ['ST101 Server error: GET /tasks'] }, {}, 'ST101 Server error: GET /tasks'],
  ['a 5xx', { answers: new Map([...ROUND.answers, ['PUT /tasks', new Map([[503, 1]])]]) }, {}, 'PUT /tasks was answered with a 5xx.'],
  ['an operation that nobody asked', {}, { operations: [...DEMANDS.operations, 'GET /docs'] }, 'GET /docs was never asked.'],
  ['a request that was not answered', { unanswered: 1 }, {}, '1 requests were not answered.'],
  ['an early end', { isComplete: false }, {}, 'Schemathesis did not come to its end, or met with errors.'],
  ['too few requests', {}, { leastRequests: 5 }, 'There were 4 requests, and there have to be 5.'],
])('%s is a fault', (_what, round, demands, fault) => {
  expect(faultsOf({ ...ROUND, ...round }, { ...DEMANDS, ...demands })).toEqual([fault]);
});

test('an operation that only refuses is told', () => {
  expect(refusedOnly({ ...ROUND, answers: new Map([...ROUND.answers, ['GET /tasks', new Map([[400, 9], [422, 1]])]]) }, DEMANDS.operations)).toEqual(['GET /tasks']);
  expect(refusedOnly(ROUND, DEMANDS.operations)).toEqual([]);
});
