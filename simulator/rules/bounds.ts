import type { TaskState } from './task-state';
import { DAY } from '../world/time';

/** The most dispatches of a task: so many with each creation, each claim and each retry, and a day. */
export const DISPATCHES = { creation: 8, claim: 3, retry: 3, day: 2 };

/**
 * The most messages of a dispatch, which is one record of the stream: that is tried 55 times, with waits that double up to
 * five minutes, until it is four hours old. The rest is for calls and batches that are repeated.
 */
export const MESSAGES_A_DISPATCH = 64;

/** How often a task was dispatched; what does not count it, did so with its creation. */
export function dispatchesOf({ dispatches }: TaskState): number {
  return dispatches ?? 1;
}

export function dispatchBound({ creations, claims, retries, createdAt = 0 }: TaskState, now: number): number {
  const { creation, claim, retry, day } = DISPATCHES;
  return creation * creations + claim * claims + retry * retries + Math.ceil(day * (now - createdAt) / DAY);
}

export function messageBound(state: TaskState): number {
  return MESSAGES_A_DISPATCH * dispatchesOf(state);
}
