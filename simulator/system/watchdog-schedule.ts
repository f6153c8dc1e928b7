import type { Item } from '../../runtime/core/ports';
import { WATCH_PREFIX } from '../../src/contract';
import type { Faults } from '../world/faults';
import { HOUR, MINUTE } from '../world/time';
import type { World } from '../world/world';

/** After so many firings that changed nothing, the schedule skips ahead: a run must end even if its watchdog does not work. */
const IDLE_FIRINGS = 30;

/**
 * The watchdog's schedule: every minute, at least once as EventBridge has it. Firings that would find nothing due in the
 * index are skipped, so that days pass in no time.
 */
export class WatchdogSchedule {
  private readonly entries = new Map<string, number>();
  private next = Infinity;
  private idleFirings = 0;

  public constructor(private readonly world: World, private readonly faults: Faults, private readonly fire: () => void) {}

  /** Follows the watch index as queries see it. */
  public onIndexed(entry: Item | undefined, id: string): void {
    this.idleFirings = 0;
    if (!entry?.watch_key?.startsWith(WATCH_PREFIX.open) || entry.watch_time === undefined) {
      this.entries.delete(id);
      return;
    }
    this.entries.set(id, entry.watch_time);
    this.wakeAt(entry.watch_time);
  }

  private wakeAt(time: number): void {
    const minute = Math.ceil(Math.max(time, this.world.now() + 1) / MINUTE) * MINUTE;
    if (minute >= this.next) return;
    this.next = minute;
    this.world.at(minute, () => {
      if (this.next === minute) this.tick();
    });
  }

  private tick(): void {
    const { world, faults } = this;
    this.next = Infinity;
    let earliest = Infinity;
    for (const time of this.entries.values()) earliest = Math.min(earliest, time);
    if (earliest <= world.now()) {
      this.idleFirings += 1;
      if (!faults.strikes('schedule missed')) this.fire();
      if (faults.strikes('schedule repeated')) world.soon(0, MINUTE, this.fire);
    }
    const isIdle = this.idleFirings > IDLE_FIRINGS;
    if (earliest < Infinity) this.wakeAt(Math.max(earliest, world.now() + (isIdle ? 6 * HOUR : 1)));
  }
}
