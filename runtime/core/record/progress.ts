import type { TaskProgress } from './task-record';
import { cutText } from './text';

/** What a run says of its progress, whatever that is; nothing when it has no percentage. */
export function progressOf(percent: unknown, message: unknown): TaskProgress | undefined {
  const number = Number(percent);
  if (Number.isNaN(number)) return undefined;
  return { percent: Math.min(100, Math.max(0, number)), ...(message !== undefined && { message: String(message) }) };
}

/** Progress as the record keeps it: the percentage to hundredths, the message cut to what a record has room for. */
export function asStored({ percent, message }: TaskProgress): TaskProgress {
  return { ...(percent !== undefined && { percent: roundPercent(percent) }), ...(message !== undefined && { message: cutText(message) }) };
}

/** To hundredths: nobody sees more, and a number may be so small that a table cannot hold it (1E-130 and less). */
function roundPercent(percent: number): number {
  return Math.round(percent * 100) / 100;
}
