import { Prng } from './prng';
import { START } from './time';

interface Event {
  readonly time: number;
  readonly sequence: number;
  readonly action: () => void | Promise<void>;
}

/** How often shipped code may go on by itself, without any port, before it counts as hanging. */
const MAX_TURNS = 1000;

/** Code that runs outside of the world's events: time stands still until it waits for one of them. */
export interface RunningCode {
  /** Whether it goes on by itself, without an event. */
  isRunning(): boolean;
}

/**
 * Virtual time: everything that happens is an event, and events happen in the order of their times, and of their making
 * where those are equal. Between two events the shipped code runs until each of its parts waits for an event.
 */
export class World {
  public readonly prng: Prng;
  private time = START;
  private sequence = 0;
  private readonly events: Event[] = [];
  private readonly running = new Set<RunningCode>();

  public constructor(seed: number) {
    this.prng = new Prng(seed);
  }

  public now(): number {
    return this.time;
  }

  public at(time: number, action: Event['action']): void {
    this.push({ time: Math.max(time, this.time), sequence: this.sequence++, action });
  }

  public after(milliseconds: number, action: Event['action']): void {
    this.at(this.time + milliseconds, action);
  }

  /** Some time between two bounds from now. */
  public soon(low: number, high: number, action: Event['action']): void {
    this.after(this.prng.between(low, high), action);
  }

  /** Lets no event happen before this code waits for one. */
  public waitFor(code: RunningCode): void {
    this.running.add(code);
  }

  /** Lets everything happen that is going to, up to a time. */
  public async run(until: number): Promise<void> {
    while (this.events.length > 0 && this.events[0].time <= until) {
      const event = this.pop();
      this.time = event.time;
      const done = event.action();
      if (done) await done;
      if (this.running.size > 0) await this.settle();
    }
  }

  private async settle(): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      // What the code itself has put off to the next turn is behind that.
      await new Promise((resolve) => setImmediate(resolve));
      for (const code of this.running) {
        if (!code.isRunning()) this.running.delete(code);
      }
      if (this.running.size === 0) return;
      if (turn > MAX_TURNS) throw new Error('the code under simulation waits for something that is not one of its ports');
    }
  }

  private push(event: Event): void {
    const { events } = this;
    let at = events.length;
    events.push(event);
    while (at > 0) {
      const parent = Math.floor((at - 1) / 2);
      if (!isBefore(event, events[parent])) break;
      events[at] = events[parent];
      at = parent;
    }
    events[at] = event;
  }

  private pop(): Event {
    const { events } = this;
    const first = events[0];
    const last = events.pop()!;
    if (events.length === 0) return first;

    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && isBefore(events[child + 1], events[child])) child += 1;
      if (!isBefore(events[child], last)) break;
      events[at] = events[child];
      at = child;
    }
    events[at] = last;
    return first;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}
