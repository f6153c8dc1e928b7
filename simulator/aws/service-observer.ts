import type { Invocation } from './invocation';
import type { HttpRequest } from './requests';

/** Follows what functions do with what the services hand to them. */
export interface ServiceObserver {
  /** Notes something for the task's timeline. */
  note(taskId: string, invocation: Invocation | undefined, text: () => string): void;
  /** The function answered a client's request, or threw: then there is no status. */
  onAnswer(invocation: Invocation, request: HttpRequest, status: number | undefined, body: string): void;
  /** The function threw. */
  onFailure(invocation: Invocation, error: unknown): void;
}
