import { AsyncInvocations } from '../aws/async-invocations';
import type { LambdaFunction } from '../aws/lambda';
import { Scheduler } from '../aws/scheduler';
import { FiringRules } from '../rules/firing-rules';
import { TaskState } from '../rules/task-state';
import type { Firing } from '../scenarios/firing';
import { settingsOf } from '../scenarios/scenarios';
import { runSimulation } from '../system/simulation';
import type { FaultRates } from '../world/faults';
import { Faults } from '../world/faults';
import { Prng } from '../world/prng';
import { DAY, HOUR, MINUTE, START } from '../world/time';
import { World } from '../world/world';

const PLAN = { name: 'nightly', from: 0, every: HOUR, firings: 2, taskType: 'x', data: {} };

test.each([1, 2, 3, 4, 5])('a firing that is repeated, and late, makes one task (seed %d)', async (seed) => {
  const { observer, faults, violations } = await runSimulation(seed, settingsOf('repeated-firing', new Prng(seed)));
  expect(violations).toEqual([]);
  expect(faults.counts).toMatchObject({ 'firing repeated': 2 });
  expect(observer.states()).toHaveLength(2);
});

describe('the scheduler', () => {
  async function fire(rates: FaultRates): Promise<number[]> {
    const world = new World(1);
    const fired: number[] = [];
    new Scheduler(world, new Faults(world, rates, START + DAY), ({ time }) => fired.push(time)).start([PLAN]);
    await world.run(START + 2 * DAY);
    return fired;
  }

  test('fires at each time, which is a whole second', async () => {
    const fired = await fire({});
    expect(fired).toHaveLength(2);
    expect(fired[1] - fired[0]).toBe(HOUR);
    expect(fired[0] % 1000).toBe(0);
  });

  test('repeats itself, and comes late', async () => {
    expect(await fire({ 'firing repeated': 1, 'firing late': 1 })).toHaveLength(4);
  });
});

describe('an asynchronous invocation', () => {
  /** How often and when the function was invoked, and whether Lambda gave up. */
  async function invoke(outcomeOf: (count: number) => string): Promise<{ times: number[]; givenUp: number }> {
    const world = new World(1);
    const times: number[] = [];
    let givenUp = 0;
    const target = {
      invoke: (_: unknown, answer: (outcome: unknown) => void) => {
        times.push(world.now());
        answer({ kind: outcomeOf(times.length) });
      },
    } as unknown as LambdaFunction<unknown>;
    new AsyncInvocations(world, new Faults(world, {}, START), target).send({
      subject: { requests: [] }, run: async () => undefined, onOutcome: () => undefined, onGivenUp: () => givenUp += 1,
    });
    await world.run(START + DAY);
    return { times, givenUp };
  }

  test('is tried twice again, minutes later, when the function fails', async () => {
    const { times, givenUp } = await invoke(() => 'threw');
    expect(times.map((time) => time - times[0])).toEqual([0, MINUTE, 3 * MINUTE]);
    expect(givenUp).toBe(1);
  });

  test('waits for hours when there is no place for it', async () => {
    expect(await invoke((count) => (count < 40 ? 'throttled' : 'returned'))).toMatchObject({ givenUp: 0 });
    const { times, givenUp } = await invoke(() => 'throttled');
    expect(times.at(-1)! - times[0]).toBeGreaterThan(5 * HOUR);
    expect(givenUp).toBe(1);
  });
});

describe('a firing', () => {
  const state = new TaskState('0192');
  let firing: Firing;
  let found: string[];
  let rules: FiringRules;
  beforeEach(() => {
    firing = { plan: PLAN, time: START, givenUp: 0 };
    found = [];
    rules = new FiringRules((_, invariant) => found.push(invariant));
    rules.onFired(firing);
  });

  test('makes one task, and is answered its id', () => {
    rules.onCreation(state, firing);
    rules.onAnswer({ requests: [], firing }, [{ status: 201, id: '0192' }]);
    rules.checkEnd();
    expect(found).toEqual([]);
    rules.onCreation(state, firing);
    expect(found).toEqual(['a firing makes one task']);
  });

  test('is not answered with another\'s task, or a refusal', () => {
    rules.onAnswer({ requests: [], firing }, [{ status: 201, id: '0193' }]);
    rules.onAnswer({ requests: [], firing }, [{ status: 422 }]);
    expect(found).toEqual(['a firing makes a task of its own', 'a firing makes a task of its own']);
  });

  test('is lost only when Lambda gives it up', () => {
    rules.checkEnd();
    expect(found).toEqual(['no firing is lost']);
    firing.givenUp = 1;
    rules.checkEnd();
    expect(found).toHaveLength(1);
  });
});
