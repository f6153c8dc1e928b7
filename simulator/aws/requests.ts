import type { Firing } from './scheduler';
import type { Route } from '../../src/contract';
import { SECOND } from '../world/time';

/** A request over HTTP, with what the checker has to know of its sender. */
export interface HttpRequest {
  readonly route: Route;
  readonly id?: string;
  readonly body?: unknown;
  /** The name of the role that signs it. */
  readonly role?: string;
  /** Of a request to create a task. */
  readonly idempotencyKey?: string;
  /** The claim token of an external worker's report. */
  readonly claim?: string;
}

/** What a client sees of an answer: the gateway answers for functions that do not. */
export interface HttpResponse {
  readonly status: number;
  readonly body: any;
}

/** A request to create a task, as the API takes it. */
export interface CreateRequest {
  readonly task_type: string;
  readonly data: unknown;
  readonly lane?: string;
  readonly ttl?: number;
  readonly run_at?: number;
  readonly max_attempts?: number;
  /** Of direct invocations only. */
  readonly scope?: string;
  readonly idempotency_key?: string;
  readonly parent_id?: string;
  readonly parent_created_time?: number;
}

/** A direct invocation of the api function, with what the checker has to know of its sender. */
export interface DirectCall {
  readonly requests: readonly CreateRequest[];
  /** The firing of a schedule that it comes from. */
  readonly firing?: Firing;
}

/** What the api function is invoked for. */
export type Subject = HttpRequest | DirectCall;

/** The requests for tasks in what the api function is invoked for. */
export function createRequestsOf(subject: Subject): readonly CreateRequest[] {
  return 'requests' in subject ? subject.requests : [subject.body as CreateRequest];
}

/** When a task is to start, in epoch milliseconds. */
export function runAtOf({ run_at }: CreateRequest): number | undefined {
  return run_at && run_at * SECOND;
}
