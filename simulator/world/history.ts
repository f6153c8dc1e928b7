import { printTime } from './time';
import type { AcceptedWrite } from '../aws/dynamodb/table';
import type { Invocation } from '../aws/invocation';

/** Something that happened to a task; it is put into words only when somebody reads it. */
export interface Happening {
  readonly time: number;
  /** The invocation in which it happened, if any. */
  readonly place?: string;
  readonly say: () => string;
}

/** How timelines name an invocation: its environment and its number. */
export function nameOf(invocation: Invocation): string {
  return `${invocation.environment.name}#${invocation.number}`;
}

/** What a write did, in a line. */
export function sayWrite({ writer, old, item, sentAt }: AcceptedWrite): string {
  if (!item) return 'deleted';
  const change = old && old.status !== item.status ? `${old.status} -> ${item.status}` : item.status;
  const facts = [
    item.attempt !== undefined && `attempt ${item.attempt}${item.attempt_limit === undefined ? '' : ` of ${item.attempt_limit}`}`,
    item.dispatch !== undefined && `dispatch ${item.dispatch} waits ${item.idle_dispatches}`,
    item.claim !== undefined && `claim ${item.claim}`,
    item.lease_until !== undefined && `lease until ${printTime(item.lease_until)}`,
    item.not_before !== undefined && `not before ${printTime(item.not_before)}`,
    item.watch_time !== undefined && `watch ${item.watch_key} ${printTime(item.watch_time)}`,
    item.deadline !== undefined && `deadline ${printTime(item.deadline)}`,
    item.cancel_requested && 'cancel requested',
    item.at_most_once && 'once',
    item.ttl !== undefined && `ttl ${printTime(item.ttl * 1000)}`,
    item.error && `error ${item.error.type}: ${item.error.message}`,
    writer && `sent ${printTime(sentAt)} by a clock ${writer.environment.skew} ms ahead`,
  ];
  return `write ${item.transition ?? 'status'}: ${change}; ${facts.filter(Boolean).join(', ')}`;
}

/** Happenings in their order, a line each, virtual time first. */
export function printHappenings(happenings: readonly Happening[]): string {
  return happenings.map(({ time, place, say }) => `${printTime(time)}  ${(place ?? '-').padEnd(18)} ${say()}`).join('\n');
}
