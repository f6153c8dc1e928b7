import { AsyncInvocations } from '../../aws/async-invocations';
import type { LambdaFunction } from '../../aws/lambda';
import { Faults } from '../../world/faults';
import { DAY, HOUR, MINUTE, START } from '../../world/time';
import { World } from '../../world/world';

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

