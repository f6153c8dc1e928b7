import type { AcceptedWrite } from '../aws/dynamodb/table';
import { printTime } from '../world/time';

/** What a write did, in a line. */
export function describeWrite({ writer, old, item, sentAt }: AcceptedWrite): string {
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
