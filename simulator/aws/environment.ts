import type { Host, Invocation } from './invocation';
import { nameOf } from './invocation';
import type { Clock, Stop } from '../../runtime/core/ports';
import type { Faults } from '../world/faults';
import { HOUR, MINUTE, SECOND } from '../world/time';
import type { RunningCode, World } from '../world/world';

/**
 * What becomes of the invocation around a call of a port: its process ends, or stands still for a while, before the
 * request has left or after.
 */
type Fate = 'crash before' | 'crash after' | 'freeze before' | 'freeze after' | undefined;

/** How a call of a port ends. */
export interface Reply<Value> {
  value(value: Value): void;
  error(error: unknown): void;
  /** Whether the code still waits for it: an SDK's repetitions end with its process. */
  isAwaited(): boolean;
}

/**
 * An execution environment of a Lambda function. It has a clock of its own, runs one invocation at a time, and stands
 * still between them. Everything that the shipped code does to the world goes through {@link call}: there it can crash.
 */
export class Environment implements Host, RunningCode {
  public invocation?: Invocation;
  public readonly skew: number;
  public readonly clock: Clock;
  private state: 'running' | 'standing' | 'dead' = 'standing';
  /** Frozen in the middle of an invocation. */
  private isFrozen = false;
  private calls = 0;
  private readonly waiting: Array<() => void> = [];

  public constructor(private readonly world: World, private readonly faults: Faults, public readonly name: string, skew: number) {
    this.skew = skew;
    this.clock = {
      now: () => world.now() + skew,
      sleep: (milliseconds, stop) => this.sleep(milliseconds, stop),
    };
  }

  public isDead(): boolean {
    return this.state === 'dead';
  }

  public isRunning(): boolean {
    return this.state === 'running' && this.calls === 0 && this.invocation !== undefined && !this.invocation.isFinished();
  }

  /** Begins an invocation, or goes on with what stood still. */
  public resume(): void {
    if (this.state === 'dead') return;
    this.isFrozen = false;
    this.state = 'running';
    this.world.waitFor(this);
    for (const action of this.waiting.splice(0)) this.deliver(action);
  }

  /** Between two invocations nothing runs. */
  public standStill(): void {
    if (this.state !== 'dead') this.state = 'standing';
  }

  public isStandingStill(): boolean {
    return this.isFrozen;
  }

  /** Nothing of it ever runs again. */
  public die(): void {
    this.state = 'dead';
    this.waiting.length = 0;
  }

  /** Runs something of the code, now or as soon as the code runs at all. */
  public deliver(action: () => void): void {
    if (this.state === 'dead') return;
    if (this.state === 'standing') {
      this.waiting.push(action);
      return;
    }
    this.world.waitFor(this);
    action();
  }

  /**
   * A call of a port.
   *
   * @param send lets the request leave
   */
  public call<Value>(send: (reply: Reply<Value>) => void): Promise<Value> {
    const fate = this.decideFate();
    return new Promise<Value>((resolve, reject) => {
      // What is left of the code when its process has ended does nothing any more.
      if (this.isDead()) return undefined;

      this.calls += 1;
      const end = (finish: () => void) => () => {
        this.calls -= 1;
        finish();
      };
      const answer = (finish: () => void): void => {
        this.deliver(fate === 'crash after' ? () => this.crash() : end(finish));
      };
      const reply: Reply<Value> = {
        value: (value) => answer(() => resolve(value)),
        error: (error) => answer(() => reject(error)),
        isAwaited: () => this.state !== 'dead',
      };
      switch (fate) {
        case 'crash before': return this.crash();
        case 'freeze before':
          this.freeze();
          this.waiting.push(() => send(reply));
          return undefined;
        case 'freeze after':
          send(reply);
          this.freeze();
          return undefined;
        default: return send(reply);
      }
    });
  }

  /** Waits by the world's time; the process can end or stand still meanwhile as in every other call. */
  public sleep(milliseconds: number, stop?: Stop): Promise<void> {
    if (stop?.aborted) return Promise.resolve();
    return this.call<void>((reply) => {
      let isOver = false;
      const wake = (): void => {
        if (isOver) return;
        isOver = true;
        stop?.removeEventListener('abort', wake);
        reply.value();
      };
      stop?.addEventListener('abort', wake);
      this.world.after(Math.max(0, Math.ceil(milliseconds)), wake);
    });
  }

  private decideFate(): Fate {
    const { invocation } = this;
    if (!invocation || this.state !== 'running') return undefined;
    if (this.faults.strikes('lambda crashed', nameOf(invocation))) {
      invocation.faults += 1;
      return this.world.prng.chance(0.5) ? 'crash before' : 'crash after';
    }
    if (this.faults.strikes('lambda frozen', nameOf(invocation))) {
      invocation.faults += 1;
      return this.world.prng.chance(0.5) ? 'freeze before' : 'freeze after';
    }
    return undefined;
  }

  /** Its process ends, in the middle of an invocation; as likely as not because of what one before it has left behind. */
  public crash(): void {
    const { invocation } = this;
    this.die();
    if (!invocation) return;
    invocation.faults += 1;
    invocation.crash();
  }

  /** Seconds, minutes or hours; what stands still when faults are over, never goes on. */
  private freeze(): void {
    const { prng } = this.world;
    this.state = 'standing';
    this.isFrozen = true;
    const [low, high] = prng.pick([[SECOND, 20 * SECOND], [20 * SECOND, 5 * MINUTE], [5 * MINUTE, 6 * HOUR]] as const);
    this.world.soon(low, high, () => {
      if (!this.isFrozen) return;
      if (this.faults.areOver()) this.crash();
      else this.resume();
    });
  }
}
