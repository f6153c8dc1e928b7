import { changed } from './conflict';
import { etagOf } from './representation';
import { onlyIf } from '../../core/operations/if-match';
import type { Ports } from '../../core/ports';
import type { TaskRecord } from '../../core/record/task-record';
import { isMatched } from '../../http/etag';
import type { Problem } from '../../http/problem';

/** What a request says with `If-Match` of the task that it is about. */
export class Condition {
  /**
   * @param record the task as it was read; throws a problem when it is not what the client has read
   */
  public constructor(private readonly ifMatch: string | undefined, private readonly record: TaskRecord) {
    if (ifMatch !== undefined && !isMatched(ifMatch, etagOf(record))) throw changed(record);
  }

  /** The ports that write only while the condition holds. */
  public portsOf(ports: Ports): Ports {
    return this.isBound() ? { ...ports, store: onlyIf(ports.store, this.record.revision) } : ports;
  }

  /** The problem of a transition that was refused since the task has changed; nothing when that is not why. */
  public refusedBy(record: TaskRecord): Problem | undefined {
    return this.isBound() && record.revision !== this.record.revision ? changed(record) : undefined;
  }

  /** `*` only says that there has to be a task. */
  private isBound(): boolean {
    return this.ifMatch !== undefined && !isMatched(this.ifMatch, '*');
  }
}
