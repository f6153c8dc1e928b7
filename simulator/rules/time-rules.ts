import type { TaskState } from './task-state';
import type { Violate } from './violation';
import type { Item } from '../../runtime/core/ports';
import type { Invocation, Outcome } from '../aws/invocation';

/** A process whose clock is behind by so much, takes its invocation's end for later than it is, and records nothing in time. */
const CLOCK_BEHIND_MS = 400;

/** What must hold of time-outs: a run that outlives its time is recorded, and its process meets no other task. */
export class TimeRules {
  /** How many runs were recorded as failed while their code went on. */
  public recorded = 0;
  /** The runs whose code goes on, by their invocations. */
  private readonly running = new Map<Invocation, Set<TaskState>>();
  /** The invocations with a run that is over while its code goes on. */
  private readonly outlived = new Set<Invocation>();

  public constructor(private readonly violate: Violate) {}

  public onStart(state: TaskState, invocation: Invocation): void {
    if (this.outlived.has(invocation)) this.violate(state, 'no run begins beside one that outlived its time', 'another run of its process had been recorded as timed out, and went on');
    const running = this.running.get(invocation) ?? new Set();
    this.running.set(invocation, running.add(state));
  }

  public onCodeEnd(state: TaskState, invocation: Invocation): void {
    this.running.get(invocation)?.delete(state);
  }

  /** Whether a transition by which a worker ends a run has come while the code of the run goes on. */
  public isOutlived(state: TaskState, invocation: Invocation, { status }: Item): boolean {
    if (status === 'IN_PROGRESS' || !this.running.get(invocation)?.has(state)) return false;
    this.outlived.add(invocation);
    this.recorded += 1;
    return true;
  }

  public onInvocationEnd(invocation: Invocation, { kind }: Outcome<unknown>, states: Iterable<TaskState>): void {
    const [running] = this.running.get(invocation) ?? [];
    this.running.delete(invocation);
    this.outlived.delete(invocation);
    if (running && (kind === 'returned' || kind === 'threw')) this.violate(running, 'a process whose run goes on serves no other', 'its invocation was answered while the code of its run went on');
    const [state] = states;
    const knowsItsEnd = invocation.environment.skew > -CLOCK_BEHIND_MS;
    if (kind === 'timed out' && invocation.faults === 0 && knowsItsEnd && state) this.violate(running ?? state, 'a run is over before its invocation', 'Lambda had to end it');
  }
}
