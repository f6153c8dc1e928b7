import type { Invocation, Outcome } from './invocation';
import type { LambdaFunction } from './lambda';
import type { Subject } from './requests';
import type { Faults } from '../world/faults';
import { HOUR, MINUTE, SECOND } from '../world/time';
import type { World } from '../world/world';

/** How long Lambda keeps an event, how often it tries one again that the function failed, and how long it waits before. */
const MAX_AGE_MS = 6 * HOUR;
const RETRY_WAITS_MS = [MINUTE, 2 * MINUTE];

/** The longest wait before an event is tried again that found no place. */
const MAX_WAIT_MS = 5 * MINUTE;

export interface AsyncEvent<Handler, Result> {
  readonly subject: Subject;
  readonly run: (handler: Handler, invocation: Invocation<Result>) => Promise<Result>;
  /** Is told of each invocation that came to an end, by whatever way. */
  readonly onOutcome: (outcome: Outcome<Result>, invocation: Invocation<Result> | undefined) => void;
  readonly onGivenUp: () => void;
}

/** Lambda's queue of asynchronous invocations: at least once, and again a few times if the function fails. */
export class AsyncInvocations<Handler> {
  public constructor(private readonly world: World, private readonly faults: Faults, private readonly target: LambdaFunction<Handler>) {}

  public send<Result>(event: AsyncEvent<Handler, Result>): void {
    this.world.soon(5, 500, () => this.attempt(event, this.world.now(), { errors: 0, throttles: 0 }));
    if (this.faults.strikes('invocation repeated')) this.world.soon(0, 10 * MINUTE, () => this.attempt(event, this.world.now(), { errors: 0, throttles: 0 }));
  }

  private attempt<Result>(event: AsyncEvent<Handler, Result>, sentAt: number, failures: { errors: number; throttles: number }): void {
    this.target.invoke<Result>(event.run, (outcome, invocation) => {
      event.onOutcome(outcome, invocation);
      if (outcome.kind === 'returned') return;
      if (outcome.kind === 'throttled') failures.throttles += 1;
      else failures.errors += 1;
      const wait = outcome.kind === 'throttled' ? Math.min(MAX_WAIT_MS, SECOND * 2 ** failures.throttles) : RETRY_WAITS_MS[failures.errors - 1];
      if (wait === undefined || this.world.now() + wait - sentAt > MAX_AGE_MS) event.onGivenUp();
      else this.world.after(wait, () => this.attempt(event, sentAt, failures));
    }, event.subject);
  }
}
