import { EXAMPLE_ID } from './schemas';

/** An error that an operation answers, as problem details. */
export interface DeclaredProblem {
  /** Its name in the API's description. */
  readonly name: string;
  readonly status: number;
  /** When it is answered. */
  readonly description: string;
  /** The example's sentence, and the places of the request that it finds wrong. */
  readonly detail: string;
  readonly errors?: readonly object[];
  /** Whether it says with `Retry-After` when to try again. */
  readonly retryAfter?: boolean;
  /** Whether it takes an authentication for somebody to be answered this. */
  readonly authentication?: boolean;
}

/** The errors that the operations answer. */
export const PROBLEM = {
  malformed: {
    name: 'Malformed',
    status: 400,
    description: 'A query parameter or a header is not what it has to be, there is no such query parameter, or the body is not JSON.',
    detail: '"page" is not a query parameter of this request, which has none.',
    errors: [{ parameter: 'page', detail: '"page" is not a query parameter of this request, which has none.' }],
  },
  forbidden: {
    name: 'OutOfScope',
    status: 403,
    description: 'The caller is known, but not whose tasks it sees, or it may not report.',
    detail: 'The claim "tenant" of your token is missing or empty; it says whose tasks you see.',
    authentication: true,
  },
  noSuchTask: {
    name: 'NoSuchTask',
    status: 404,
    description: 'There is no such task, or not any more.',
    detail: `There is no task "${EXAMPLE_ID}".`,
  },
  notReportable: {
    name: 'NotReportable',
    status: 409,
    description: 'The task\'s status, or its claim, does not allow what is reported; `detail` names the status.',
    detail: 'The task is COMPLETED, which is final; it cannot become FAILED.',
  },
  notCancellable: {
    name: 'NotCancellable',
    status: 409,
    description: 'The task has settled and cannot be cancelled; `detail` names its status.',
    detail: 'The task is COMPLETED, which is final; only a task that has not settled can be cancelled.',
  },
  notRetryable: {
    name: 'NotRetryable',
    status: 409,
    description: 'The task is neither FAILED nor CANCELLED, or its data is gone; `detail` names its status.',
    detail: 'The task is COMPLETED, which is final; to do its work again, create a new task.',
  },
  notRemovable: {
    name: 'NotRemovable',
    status: 409,
    description: 'The task has not settled and cannot be deleted; `detail` names its status.',
    detail: 'The task is CREATED; only a task that has settled can be deleted. This one can be cancelled (POST /tasks/{id}/cancel).',
  },
  changed: {
    name: 'Changed',
    status: 412,
    description: 'The task is not any more what `If-Match` says; `detail` names its status.',
    detail: 'The task has changed since you read it, and is COMPLETED now; read it again, and decide anew.',
  },
  tooLarge: {
    name: 'TooLarge',
    status: 413,
    description: 'The body, or what the task would carry, is larger than it may be.',
    detail: 'data has 300000 bytes as JSON, and may have 262144; put more into a bucket and send its key.',
  },
  invalid: {
    name: 'Invalid',
    status: 422,
    description: 'The body is JSON, but not what it has to be; `errors` names every place that is wrong.',
    detail: 'data is missing; it is the JSON that the worker gets, and may be {}.',
    errors: [{ pointer: '#/data', detail: 'data is missing; it is the JSON that the worker gets, and may be {}.' }],
  },
  failed: {
    name: 'Failed',
    status: 500,
    description: 'The request failed for a reason that is not the request.',
    detail: 'The request failed for a reason that is not the request; it was logged.',
  },
  busy: {
    name: 'Busy',
    status: 503,
    description: 'The task table is busy; `Retry-After` says when to try again.',
    detail: 'The task table is busy; try again in a few seconds.',
    retryAfter: true,
  },
} as const satisfies Record<string, DeclaredProblem>;

/** An error that API Gateway answers before, or instead of, the API. */
export interface GatewayAnswer {
  readonly name: string;
  readonly description: string;
  /** The example's `message`. */
  readonly message: string;
  /** Whether it takes an authentication for somebody to be answered this. */
  readonly authentication?: boolean;
}

/** The gateway's own answers, by status; nobody can shape them. */
export const GATEWAY_ANSWERS: Readonly<Record<number, GatewayAnswer>> = {
  401: { name: 'Unauthorized', description: 'The request is not authenticated.', message: 'Unauthorized', authentication: true },
  403: { name: 'Forbidden', description: 'The caller may not make this request, or its signature or token is not valid.', message: 'Forbidden', authentication: true },
  404: { name: 'NotFound', description: 'There is no such route.', message: 'Not Found' },
  413: { name: 'RequestTooLong', description: 'The request is larger than 10 MB.', message: 'Request Entity Too Large' },
  429: { name: 'TooManyRequests', description: 'There were more requests than the stage or the account allows.', message: 'Too Many Requests' },
  500: { name: 'InternalServerError', description: 'The API\'s function could not answer.', message: 'Internal Server Error' },
  503: { name: 'ServiceUnavailable', description: 'The API\'s function did not answer in time, or could not be reached.', message: 'Service Unavailable' },
};
