import { Scheduler } from '../../aws/scheduler';
import type { FaultRates } from '../../world/faults';
import { Faults } from '../../world/faults';
import { DAY, HOUR, START } from '../../world/time';
import { World } from '../../world/world';

const SCHEDULE = { name: 'nightly', from: 0, every: HOUR, firings: 2, input: '{}' };

describe('the scheduler', () => {
  async function fire(rates: FaultRates): Promise<number[]> {
    const world = new World(1);
    const fired: number[] = [];
    new Scheduler(world, new Faults(world, rates, START + DAY), ({ time }) => fired.push(time)).start([SCHEDULE]);
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

