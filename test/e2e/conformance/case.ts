import type { Mode, ModeGroup, WorkerName } from './modes';
import { groupsOf } from './modes';

/** One thing that every handler can do, in whatever language and however it is run. The handlers know it by its name. */
export interface ConformanceCase {
  readonly name: string;
  /** Tells cases of one name apart, which the handlers do not. */
  readonly variant?: string;
  /**
   * What the handler gets beside the name, as JSON text: some of it no JavaScript program could write.
   * @default null
   */
  readonly input?: string;
  /** @default calm */
  readonly worker?: WorkerName;
  /** @default 2 */
  readonly maxAttempts?: number;
  /** When a client cancels the task, if it does: once it runs, or once its expected progress can be seen. */
  readonly cancelled?: 'running' | 'progress';
  readonly expected: Expected;
  /** What is different in some modes, since the language or the Lambda runtime decides it. */
  readonly but?: Partial<Record<ModeGroup, Partial<Expected>>>;
  /** Whether the error is told in the language's own words, so that those of different languages cannot be compared. */
  readonly errorsDiffer?: boolean;
  /** Why even the way in which the task ends depends on the language; else, what is stored is the same in all of them. */
  readonly incomparable?: string;
  /** In which modes the case does not apply, and why. */
  readonly notIn?: Partial<Record<ModeGroup, string>>;
}

/** What becomes of the case's task. */
export interface Expected {
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED';
  readonly attempt: number;
  readonly result?: unknown;
  /** Patterns of the whole text, each. */
  readonly error?: { readonly type: RegExp; readonly message: RegExp };
  /** What a client could see while it ran. */
  readonly progress?: { readonly percent: number; readonly message?: string };
  /** Members of a line that is logged beside the task's. */
  readonly logs?: { readonly message: string } & Readonly<Record<string, unknown>>;
  /** What the children's tasks were given, in any order. They complete. */
  readonly children?: readonly unknown[];
}

/** How a case is called in a report. */
export function titleOf({ name, variant }: ConformanceCase): string {
  return variant === undefined ? name : `${name}: ${variant}`;
}

/** Whether a case is tried in a mode. */
export function appliesIn(mode: Mode, { notIn = {} }: ConformanceCase): boolean {
  return groupsOf(mode).every((group) => notIn[group] === undefined);
}

/** What is expected of a case in a mode. */
export function expectedIn(mode: Mode, { expected, but = {} }: ConformanceCase): Expected {
  return Object.assign({}, expected, ...groupsOf(mode).map((group) => but[group]));
}
