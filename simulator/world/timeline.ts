import { printTime } from './time';

/** Something that happened to a task or went wrong; its text is made only when the timeline is printed. */
export interface TimelineEntry {
  readonly time: number;
  /** Where it happened: the name of an invocation, or of what a fault struck. */
  readonly place?: string;
  readonly text: () => string;
}

/** The entries in their order, a line each, virtual time first. */
export function printTimeline(entries: readonly TimelineEntry[]): string {
  return entries.map(({ time, place, text }) => `${printTime(time)}  ${(place ?? '-').padEnd(18)} ${text()}`).join('\n');
}
