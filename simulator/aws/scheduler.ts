import type { Faults } from '../world/faults';
import { HOUR, MINUTE, SECOND, START } from '../world/time';
import type { World } from '../world/world';

/** A schedule that invokes a function. */
export interface Schedule {
  readonly name: string;
  /** When it fires first, after the run's beginning, how long after that it fires again, and how often it does in all. */
  readonly from: number;
  readonly every: number;
  readonly firings: number;
  /** What the function is given, as JSON, with keywords in the place of what differs between firings. */
  readonly input: string;
}

/** A schedule's firing: the function is invoked for it at least once. */
export interface Firing {
  readonly schedule: string;
  /** When it was to be, in epoch milliseconds. */
  readonly time: number;
  /** The schedule's input, with the values of this firing. */
  readonly input: string;
  /** The task that it made. */
  task?: string;
  /** How often Lambda gave an invocation up after its retries. */
  givenUp: number;
}

/** EventBridge Scheduler: it fires at least once for each of a schedule's times, within a minute as a rule, and in no order. */
export class Scheduler {
  public constructor(private readonly world: World, private readonly faults: Faults, private readonly fire: (firing: Firing) => void) {}

  public start(schedules: readonly Schedule[]): void {
    for (const schedule of schedules) {
      for (let count = 0; count < schedule.firings; count += 1) this.plan(schedule, START + schedule.from + count * schedule.every);
    }
  }

  private plan({ name, input }: Schedule, planned: number): void {
    const { world, faults } = this;
    // A schedule's times are whole seconds.
    const time = Math.ceil(planned / SECOND) * SECOND;
    const firing: Firing = { schedule: name, time, input: withContext(input, name, time), givenUp: 0 };
    world.at(time, () => {
      const late = faults.strikes('firing late') ? world.prng.between(MINUTE, 12 * HOUR) : 0;
      world.soon(late, late + MINUTE, () => this.fire(firing));
      if (faults.strikes('firing repeated')) world.soon(0, world.prng.pick([MINUTE, HOUR, 12 * HOUR]), () => this.fire(firing));
    });
  }
}

/** The input with the values of the keywords that the scheduler knows. */
function withContext(input: string, name: string, time: number): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', `arn:aws:scheduler:eu-central-1:111122223333:schedule/default/${name}`)
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(time).toISOString().replace('.000Z', 'Z'));
}
