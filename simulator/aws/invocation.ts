import type { Subject } from './requests';
import type { Clock, Remaining } from '../../runtime/core/ports';

/** How an invocation ended for its caller. */
export type Outcome<Result> =
  | { readonly kind: 'returned'; readonly result: Result }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'crashed' | 'timed out' | 'throttled' };

/** How a call of the table ended: as wanted, by a condition that did not hold, or by an error. */
export type Answer = 'done' | 'refused' | 'failed';

/** The environment in which an invocation runs. */
export interface Host {
  readonly name: string;
  readonly clock: Clock;
  /** By how much its clock is ahead of the world's time, in milliseconds. */
  readonly skew: number;
}

/** One run of a function's handler. */
export class Invocation<Result = any> implements Remaining {
  /** How many faults were injected into it. */
  public faults = 0;
  /** What its code logged as an error. */
  public readonly errors: Array<{ readonly message: string; readonly extra?: unknown }> = [];
  /** How the last call about each task ended for its code. */
  public readonly lastAnswers = new Map<string, Answer>();
  /** What its caller sent along for the checker's eyes: the request that it answers. */
  public subject?: Subject;
  private isAnswered = false;
  private isOver = false;

  public constructor(
    public readonly number: number,
    public readonly environment: Host,
    /** When Lambda ends it, in the world's time. */
    private readonly end: number,
    private readonly answer: (outcome: Outcome<Result>, invocation: Invocation<Result>) => void,
  ) {}

  public getRemainingTimeInMillis(): number {
    return this.end - this.environment.clock.now();
  }

  /** Whether its code has come to its end. */
  public isFinished(): boolean {
    return this.isOver;
  }

  /** Whether Lambda has given it up, while its code may go on. */
  public isGivenUp(): boolean {
    return this.isAnswered && !this.isOver;
  }

  /** The code has come to its end. */
  public finish(outcome: Outcome<Result>): void {
    this.isOver = true;
    this.notify(outcome);
  }

  public crash(): void {
    this.isOver = true;
    this.notify({ kind: 'crashed' });
  }

  public timeOut(): void {
    this.notify({ kind: 'timed out' });
  }

  private notify(outcome: Outcome<Result>): void {
    if (this.isAnswered) return;
    this.isAnswered = true;
    this.answer(outcome, this);
  }
}

/** How timelines name an invocation: its environment and its number. */
export function nameOf(invocation: Invocation): string {
  return `${invocation.environment.name}#${invocation.number}`;
}
