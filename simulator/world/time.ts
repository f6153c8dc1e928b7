/** Milliseconds, by the names that people give them. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When every run begins. */
export const START = Date.UTC(2026, 0, 15, 12, 0, 0, 250);

/** A moment of a run as timelines print it: days and time of day since the run began. */
export function printTime(time: number): string {
  const since = Math.max(0, time - START);
  const day = Math.floor(since / DAY);
  return `${day}d ${new Date(since % DAY).toISOString().slice(11, 23)}`;
}
