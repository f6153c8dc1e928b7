import type { Stop } from '../core/ports';

/** A run that is under way: it can be told to stop, and it ends. */
export class RunControl {
  /** Tells when the run has ended: nothing is done for it any more. */
  public readonly ended: Stop;
  private readonly ender = new Ender();
  private stopper?: AbortController;

  public constructor() {
    this.ended = this.ender;
  }

  /** Aborted when the run is to stop; its reason says why. Made when it is first asked for: most runs never look at it. */
  public get signal(): AbortSignal {
    this.stopper ??= new AbortController();
    return this.stopper.signal;
  }

  public get isStopped(): boolean {
    return this.stopper?.signal.aborted ?? false;
  }

  /** Tells the run to stop, unless it was told already, or has ended. */
  public stop(name: 'AbortError' | 'TimeoutError', message: string): void {
    if (this.ended.aborted) return;
    this.stopper ??= new AbortController();
    this.stopper.abort(Object.assign(new Error(message), { name }));
  }

  public end(): void {
    this.ender.end();
  }
}

/** Does for each run, and often, what an `AbortController` would do at several times the cost. */
class Ender implements Stop {
  public aborted = false;
  private readonly listeners = new Set<() => void>();

  public addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }

  public removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }

  public end(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of this.listeners) listener();
  }
}
