import type { Firing } from '../scenarios/firing';
import type { SchedulePlan } from '../scenarios/settings';
import type { Faults } from '../world/faults';
import { HOUR, MINUTE, SECOND, START } from '../world/time';
import type { World } from '../world/world';

/** EventBridge Scheduler: it fires at least once for each of a schedule's times, within a minute as a rule, and in no order. */
export class Scheduler {
  public constructor(private readonly world: World, private readonly faults: Faults, private readonly fire: (firing: Firing) => void) {}

  public start(plans: readonly SchedulePlan[]): void {
    for (const plan of plans) {
      for (let count = 0; count < plan.firings; count += 1) this.schedule(plan, START + plan.from + count * plan.every);
    }
  }

  private schedule(plan: SchedulePlan, planned: number): void {
    const { world, faults } = this;
    // A schedule's times are whole seconds.
    const time = Math.ceil(planned / SECOND) * SECOND;
    const firing: Firing = { plan, time, givenUp: 0 };
    world.at(time, () => {
      const late = faults.strikes('firing late') ? world.prng.between(MINUTE, 12 * HOUR) : 0;
      world.soon(late, late + MINUTE, () => this.fire(firing));
      if (faults.strikes('firing repeated')) world.soon(0, world.prng.pick([MINUTE, HOUR, 12 * HOUR]), () => this.fire(firing));
    });
  }
}
