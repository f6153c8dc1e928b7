import type { Firing } from '../../aws/scheduler';
import { Scheduler } from '../../aws/scheduler';
import type { FaultRates } from '../../world/faults';
import { Faults } from '../../world/faults';
import { DAY, HOUR, START } from '../../world/time';
import { World } from '../../world/world';

const SCHEDULE = { name: 'nightly', from: 0, every: HOUR, firings: 2 };

describe('the scheduler', () => {
  async function firings(rates: FaultRates, input = '{}'): Promise<Firing[]> {
    const world = new World(1);
    const fired: Firing[] = [];
    new Scheduler(world, new Faults(world, rates, START + DAY), (firing) => fired.push(firing)).start([{ ...SCHEDULE, input }]);
    await world.run(START + 2 * DAY);
    return fired;
  }

  async function fire(rates: FaultRates): Promise<number[]> {
    return (await firings(rates)).map(({ time }) => time);
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

  test('tells the function when and for which schedule it fires, where the input asks for it', async () => {
    const inputs = (await firings({}, '<aws.scheduler.schedule-arn> at <aws.scheduler.scheduled-time>')).map(({ input }) => input);
    const arn = 'arn:aws:scheduler:eu-central-1:111122223333:schedule/default/nightly';
    expect(inputs.sort()).toEqual([`${arn} at 2026-01-15T12:00:01Z`, `${arn} at 2026-01-15T13:00:01Z`]);
  });
});

