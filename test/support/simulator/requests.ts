import type { Route } from '../../../src/contract';

/** A request over HTTP, with what the checker has to know of its sender. */
export interface HttpRequest {
  readonly route: Route;
  readonly id?: string;
  readonly body?: unknown;
  /** Of a request to create a task. */
  readonly idempotencyKey?: string;
  /** The claim token of an external worker's report. */
  readonly claim?: string;
  /** When the task to create is to start, in epoch milliseconds. */
  readonly runAt?: number;
}

/** What a client sees of an answer: the gateway answers for functions that do not. */
export interface HttpResponse {
  readonly status: number;
  readonly body: any;
}
