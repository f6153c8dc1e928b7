import { titleOf } from './conformance/case';
import { CASES } from './conformance/cases';
import { deployConformanceApp } from './conformance/deploy';
import { expectOutcome } from './conformance/expect-outcome';
import { MODES } from './conformance/modes';
import type { Outcome } from './conformance/run';
import { keyOf, play, runsOf } from './conformance/run';
import { quickstartSuite } from './quickstart-suite';
import { recipeSuite } from './recipe-suite';
import type { Credentials, DeployedStack, Engine } from '../../scripts/local-aws';
import { apiIdOf, createIamUser, resolvableApiUrl, sharedEngine } from '../../scripts/local-aws';
import { TaskClient } from '../../scripts/local-aws/task-client';

/*
 * The same examples where the engine holds every function, and every client, to its own policies: what is missing from a
 * role fails here as it would on AWS.
 */
jest.setTimeout(600_000);

const ACCOUNT = '000000000000';

let engine: Engine;
beforeAll(async () => {
  engine = await sharedEngine({ iamEnforcement: true });
});
afterAll(async () => engine?.stop());

/** The keys of a user that may call these routes of an API, as `grantCreate` and its like would let it. */
const userOf = async ({ outputs }: DeployedStack, name: string, routes: string[]): Promise<Credentials> => createIamUser(engine, name, [{
  Effect: 'Allow',
  Action: 'execute-api:Invoke',
  Resource: routes.map((route) => `arn:aws:execute-api:${engine.region}:${ACCOUNT}:${apiIdOf(outputs.ApiUrl)}/$default/${route}`),
}]);

describe('the quickstart', () => {
  let quickstart: DeployedStack;
  quickstartSuite(() => engine, async ({ stack }) => {
    quickstart = stack;
    // The wrong method is there for the test of the 405.
    return userOf(stack, 'quickstart-client', ['POST/tasks', 'POST/tasks/batch', 'GET/tasks', 'GET/tasks/*', 'PATCH/tasks/*', 'PUT/tasks', 'DELETE/tasks/*']);
  });

  test('a request that is not signed, or that its signer may not make, is a 403', async () => {
    const url = resolvableApiUrl(engine, quickstart.outputs.ApiUrl);
    const reader = new TaskClient(url, await userOf(quickstart, 'quickstart-reader', ['GET/tasks', 'GET/tasks/*']));
    expect((await new TaskClient(url).send('GET', '/tasks')).status).toBe(403);
    expect((await reader.send('GET', '/tasks')).status).toBe(200);
    expect((await reader.send('POST', '/tasks', { task_type: 'thumbnail', data: {} })).status).toBe(403);
    expect((await reader.send('PATCH', '/tasks/1', { status: 'COMPLETED' })).status).toBe(403);
  });
});

describe('the recipe', () => recipeSuite(() => engine));

describe('a handler, in every way to run it', () => {
  // These do all that a worker needs a permission for: read and write records and payloads, hide messages, create tasks, invoke functions.
  const runs = runsOf(MODES, CASES.filter(({ name }) => ['echo', 'big-result', 'error-once', 'progress', 'children'].includes(name)));
  let outcomes: Map<string, Outcome>;
  beforeAll(async () => {
    const { client, table } = await deployConformanceApp(engine);
    outcomes = await play(runs, client, table, 300_000);
  });

  test.each(runs.map((run) => ({ title: `${titleOf(run.case)} in ${run.mode.name}`, run })))('$title', ({ run }) => {
    expectOutcome(run.mode, run.case, outcomes.get(keyOf(run.mode, run.case))!, []);
  });
});
