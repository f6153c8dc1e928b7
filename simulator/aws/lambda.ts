import { Environment } from './environment';
import { Invocation } from './invocation';
import type { Outcome } from './invocation';
import type { Subject } from './requests';
import type { Faults } from '../world/faults';
import { MINUTE } from '../world/time';
import type { World } from '../world/world';

/** Clocks are at most so far from the world's time: any two differ by less than the grace of leases. */
const MAX_SKEW_MS = 2000;

/** Lambda discards an environment that is not used for some time. */
const IDLE_MS = 15 * MINUTE;

export interface FunctionOptions<Handler> {
  readonly name: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly concurrency: number;
  /** Whether others can use up its account's concurrency for hours. */
  readonly isCrowdedOut: boolean;
  /** What the function's code does when an environment starts. */
  readonly load: (environment: Environment) => Handler;
}

interface Warm<Handler> {
  readonly environment: Environment;
  readonly handler: Handler;
  usedAt: number;
}

/** Numbers invocations over all functions of a run. */
export interface Numbering {
  next(): number;
}

/** A Lambda function: its environments, its limit of concurrency, its time-out. */
export class LambdaFunction<Handler> {
  private readonly idle: Warm<Handler>[] = [];
  private busy = 0;
  private started = 0;

  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly numbering: Numbering,
    private readonly options: FunctionOptions<Handler>,
  ) {}

  /** Whether an invocation now would find a place. */
  public isFree(): boolean {
    return this.busy < this.options.concurrency;
  }

  /**
   * Invokes the function.
   *
   * @param subject what the checker is to know about the invocation
   */
  public invoke<Result>(
    run: (handler: Handler, invocation: Invocation<Result>) => Promise<Result>,
    answer: (outcome: Outcome<Result>, invocation?: Invocation<Result>) => void,
    subject?: Subject,
  ): void {
    if (!this.isFree() || this.isThrottled()) {
      this.world.soon(5, 50, () => answer({ kind: 'throttled' }));
      return;
    }
    this.busy += 1;
    const warm = this.takeWarm();
    this.world.soon(warm ? 1 : 100, warm ? 20 : 1500, () => this.start(warm ?? this.startEnvironment(), run, answer, subject));
  }

  private isThrottled(): boolean {
    if (!this.options.isCrowdedOut || !this.faults.isOut('lambda')) return this.faults.strikes('lambda throttled');
    this.faults.count('service out');
    return true;
  }

  private start<Result>(
    warm: Warm<Handler>,
    run: (handler: Handler, invocation: Invocation<Result>) => Promise<Result>,
    answer: (outcome: Outcome<Result>, invocation: Invocation<Result>) => void,
    subject: Subject | undefined,
  ): void {
    const { world, options: { timeout } } = this;
    const { environment, handler } = warm;
    const invocation = new Invocation<Result>(this.numbering.next(), environment, world.now() + timeout, (outcome, self) => {
      this.busy -= 1;
      if (outcome.kind === 'returned' || outcome.kind === 'threw') this.keepWarm(warm);
      answer(outcome, self);
    });
    invocation.subject = subject;
    environment.invocation = invocation;
    environment.resume();
    if (environment.isDead()) return;
    run(handler, invocation).then(
      (result) => this.end(environment, invocation, { kind: 'returned', result }),
      (error) => this.end(environment, invocation, { kind: 'threw', error }),
    );
    world.after(timeout, () => this.timeOut(environment, invocation));
  }

  private end<Result>(environment: Environment, invocation: Invocation<Result>, outcome: Outcome<Result>): void {
    environment.standStill();
    invocation.finish(outcome);
  }

  /** An environment that stands still at its time-out may go on much later, without a caller. */
  private timeOut(environment: Environment, invocation: Invocation): void {
    if (invocation.isFinished()) return;
    if (!environment.isStandingStill()) environment.die();
    invocation.timeOut();
  }

  private keepWarm(warm: Warm<Handler>): void {
    warm.usedAt = this.world.now();
    this.idle.push(warm);
  }

  private takeWarm(): Warm<Handler> | undefined {
    const warm = this.idle.pop();
    return warm && this.world.now() - warm.usedAt < IDLE_MS ? warm : undefined;
  }

  private startEnvironment(): Warm<Handler> {
    this.started += 1;
    const environment = new Environment(
      this.world, this.faults, `${this.options.name}/${this.started}`, this.world.prng.between(-MAX_SKEW_MS, MAX_SKEW_MS),
    );
    return { environment, handler: this.options.load(environment), usedAt: this.world.now() };
  }
}
