import type { Task } from '../handler';

/** A task for a handler: its data, and what the handler is to see of the rest. */
export interface TestTask<Data = any> extends Partial<Omit<Task<Data>, 'data'>> {
  /** What a client would post. The handler gets it as JSON gives it back. */
  readonly data: Data;
}
