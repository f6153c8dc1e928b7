import type { Ports } from '../../core/ports';
import { readTask } from '../../core/record/read';
import type { TaskRecord } from '../../core/record/task-record';

/** The tasks by which those of one invocation are created: each is read once, however many children it has. */
export class Parents {
  private readonly records = new Map<string, Promise<TaskRecord | undefined>>();

  public constructor(private readonly ports: Ports) {}

  /** Nothing when there is none. */
  public async read(id: string): Promise<TaskRecord | undefined> {
    const record = this.records.get(id) ?? readTask(this.ports, id);
    this.records.set(id, record);
    return record;
  }
}
