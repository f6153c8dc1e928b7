import type { JsonSchema } from './json-schema';
import type { DeclaredProblem } from './problems';
import { PROBLEM } from './problems';
import type { SchemaName } from './schemas';
import { EXAMPLE_ID, EXAMPLE_TASK_TYPE } from './schemas';
import { LIST_PAGE_SIZE, MAX_BATCH_BODY_BYTES, MAX_CREATES, MAX_EPOCH_SECONDS, MAX_LIST_EXAMINED, MAX_LIST_PAGE_SIZE } from '../limits';
import type { Route } from '../routes';
import { ROUTE } from '../routes';
import { IDEMPOTENCY_KEY_PATTERN, IDEMPOTENCY_KEY_RULE, STATUSES, TASK_TYPE_PATTERN, TASK_TYPE_RULE } from '../task';

/** A query parameter or a header of a request. */
export interface DeclaredParameter {
  readonly description: string;
  /**
   * Of a query parameter, a schema of `type` string, integer, boolean, or array: several values with commas between them.
   * Of a header, one of `type` string.
   */
  readonly schema: JsonSchema;
}

/** The body of a request. */
export interface DeclaredBody {
  readonly schema: SchemaName;
  /** Whether the request may come without one. */
  readonly optional?: boolean;
  readonly examples?: Readonly<Record<string, DeclaredExample>>;
}

/** An answer that is no error. */
export interface DeclaredAnswer {
  readonly description: string;
  /** The schema of the body; without it, there is none. */
  readonly schema?: SchemaName;
  readonly headers?: Readonly<Record<string, DeclaredHeader>>;
  readonly examples?: Readonly<Record<string, DeclaredExample>>;
  /** The requests for which the answer has what they need. */
  readonly links?: readonly DeclaredLink[];
}

/** A request that follows an answer. */
export interface DeclaredLink {
  readonly route: Route;
  readonly description: string;
  /** What its parameters are, each by its name: a runtime expression of OpenAPI. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A header of an answer. */
export interface DeclaredHeader extends DeclaredParameter {
  /** Whether some of these answers do not have it. */
  readonly optional?: boolean;
}

export interface DeclaredExample {
  readonly summary: string;
  readonly value: unknown;
}

/**
 * What the API does for one route. A query parameter, a header or a member of the body that is added here is let through,
 * checked and described; every other query parameter and member is refused by name. (Headers that nobody knows are
 * ignored: whatever a request passes on its way may add some.)
 */
export interface DeclaredOperation {
  /** What generated clients call it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: Tag;
  readonly query?: Readonly<Record<string, DeclaredParameter>>;
  readonly headers?: Readonly<Record<string, DeclaredParameter>>;
  readonly body?: DeclaredBody;
  /** The answers that are no errors, by status. */
  readonly answers: Readonly<Record<number, DeclaredAnswer>>;
  /** The errors of its own, besides those that {@link problemsOf} adds. */
  readonly problems?: readonly DeclaredProblem[];
}

/** The groups of the operations. */
export const TAGS = {
  Tasks: 'What clients do: create tasks, follow them, and intervene.',
  Workers: 'What a worker does that reports over HTTP instead of running inside the library\'s function.',
  Description: 'What this is.',
} as const;

export type Tag = keyof typeof TAGS;

/** What the id in a path is. */
export const ID_PARAMETER: DeclaredParameter = { description: 'The id of the task.', schema: { type: 'string' } };

const EPOCH_SECONDS: JsonSchema = { type: 'integer', minimum: 0, maximum: MAX_EPOCH_SECONDS };

const EXAMPLE_TASK = {
  id: EXAMPLE_ID,
  task_type: EXAMPLE_TASK_TYPE,
  status: 'CREATED',
  status_msg: '',
  created_time: 1795259143,
  updated_time: null,
  attempt: 0,
};

const SETTLED = { ...EXAMPLE_TASK, updated_time: 1795259145, attempt: 1, max_attempts: 3, ttl: 1797851145 };

const TASK_EXAMPLES = {
  created: { summary: 'Nobody has begun it yet', value: EXAMPLE_TASK },
  running: {
    summary: 'A worker is at it',
    value: { ...EXAMPLE_TASK, status: 'IN_PROGRESS', updated_time: 1795259144, attempt: 1, max_attempts: 3, progress: { percent: 40, message: 'resizing' } },
  },
  completed: { summary: 'It is done', value: { ...SETTLED, status: 'COMPLETED', result: { key: 'thumbnails/photo.png', width: 128, height: 85 } } },
  failed: {
    summary: 'It has failed',
    value: { ...SETTLED, status: 'FAILED', status_msg: 'the picture has no pixels', error: { type: 'RangeError', message: 'the picture has no pixels' } },
  },
};

const CANCELLED_EXAMPLES = { cancelled: { summary: 'It was cancelled', value: { ...SETTLED, status: 'CANCELLED' } } };

const IF_MATCH: DeclaredParameter = {
  description: 'The `ETag` of the task as the client has read it. If the task has changed since, the request is refused, and changes nothing.',
  schema: { type: 'string' },
};

const IDEMPOTENCY_KEY: DeclaredParameter = {
  description: 'By which the request is recognised when it comes again, for as long as its task is kept: it then has the same answer, and creates nothing. Another request with the same key is refused.',
  schema: { 'type': 'string', 'minLength': 1, 'maxLength': 255, 'pattern': IDEMPOTENCY_KEY_PATTERN.source, 'x-rule': `must have ${IDEMPOTENCY_KEY_RULE}` },
};

/** What the client prefers; what the API does not know is ignored (RFC 7240). */
function prefer(what: string): DeclaredParameter {
  return { description: `What the client prefers: ${what}.`, schema: { type: 'string' } };
}

const PREFER_TASK = prefer('`return=representation`, to be answered with the task');

const ETAG: DeclaredHeader = { description: 'Changes with the task.', schema: { type: 'string' } };

const RETRY_AFTER: DeclaredHeader = {
  description: 'After how many seconds it is worth asking again; the older an open task is, the more.', schema: { type: 'integer', minimum: 1 }, optional: true,
};

const PREFERENCE_APPLIED: DeclaredHeader = { description: 'What the client preferred, and has got.', schema: { type: 'string' }, optional: true };

/** A task in an answer. */
const TASK_HEADERS: Readonly<Record<string, DeclaredHeader>> = { 'ETag': ETAG, 'Retry-After': RETRY_AFTER };

const DESCRIPTION_HEADERS: Readonly<Record<string, DeclaredParameter>> = {
  'ETag': { description: 'Changes with the description.', schema: { type: 'string' } },
  'Cache-Control': { description: 'How long a client need not ask again.', schema: { type: 'string' } },
};

/** What can be done with the task whose id an answer has. */
const TASK_LINKS: readonly DeclaredLink[] = [
  { route: ROUTE.read, description: 'Reads the task.' },
  { route: ROUTE.report, description: 'Reports on the task.' },
  { route: ROUTE.cancel, description: 'Cancels the task.' },
  { route: ROUTE.retry, description: 'Retries the task.' },
  { route: ROUTE.remove, description: 'Deletes the task, once it has settled.' },
].map((link) => ({ ...link, parameters: { id: '$response.body#/id' } }));

const RETRY_LINKS = TASK_LINKS.filter(({ route }) => route === ROUTE.retry);

/** The API: each operation with all that it takes and answers. Requests are validated by it, and it describes them. */
export const OPERATIONS: Readonly<Record<Route, DeclaredOperation>> = {
  [ROUTE.create]: {
    id: 'createTask',
    summary: 'Create a task',
    description: 'A worker begins it at once, or when its time has come. Follow it at the URL in `Location`.',
    tag: 'Tasks',
    headers: { 'Idempotency-Key': IDEMPOTENCY_KEY, 'Prefer': PREFER_TASK },
    body: {
      schema: 'NewTask',
      examples: { 'resize-image': { summary: 'An image to be resized', value: { task_type: EXAMPLE_TASK_TYPE, data: { key: 'photo.png', width: 128 } } } },
    },
    answers: {
      201: {
        description: 'The task is created, or was by the same request before.',
        schema: 'CreatedTask',
        headers: {
          'Location': { description: 'Where the task can be read, relative to the URL of the request.', schema: { type: 'string' } },
          'ETag': { ...ETAG, optional: true },
          'Retry-After': RETRY_AFTER,
          'Preference-Applied': PREFERENCE_APPLIED,
        },
        examples: { created: { summary: 'The id of the task', value: { id: EXAMPLE_ID } } },
        links: TASK_LINKS,
      },
    },
  },
  [ROUTE.createAll]: {
    id: 'createTasks',
    summary: 'Create many tasks',
    description: `Up to ${MAX_CREATES} tasks, in a body of up to ${MAX_BATCH_BODY_BYTES / 1024 / 1024} MB. Each has its own outcome.`,
    tag: 'Tasks',
    headers: { 'Idempotency-Key': { ...IDEMPOTENCY_KEY, description: 'As of a single task, for each of these at its place: send the same tasks in the same order again.' } },
    body: {
      schema: 'NewTasks',
      examples: { two: { summary: 'Two tasks', value: { tasks: [{ task_type: EXAMPLE_TASK_TYPE, data: {} }, { task_type: EXAMPLE_TASK_TYPE, data: {} }] } } },
    },
    answers: {
      200: {
        description: 'What became of each.',
        schema: 'CreatedTasks',
        examples: {
          mixed: {
            summary: 'One is created, one is refused',
            value: { tasks: [{ status: 201, id: EXAMPLE_ID }, { type: 'about:blank', title: 'Unprocessable Entity', status: 422, detail: 'data is missing; it is the JSON that the worker gets, and may be {}.' }] },
          },
        },
      },
    },
  },
  [ROUTE.list]: {
    id: 'listTasks',
    summary: 'List the tasks',
    description: `Newest first. A task may take some seconds to appear. With \`status\` or \`task_type\`, up to ${MAX_LIST_EXAMINED} tasks are looked at for a page, so that it may be short, or empty: only a null \`next_token\` is the end.`,
    tag: 'Tasks',
    query: {
      status: { description: 'Only tasks that have it.', schema: { type: 'string', enum: STATUSES } },
      task_type: { description: 'Only tasks of this type.', schema: { 'type': 'string', 'pattern': TASK_TYPE_PATTERN.source, 'x-rule': `must be ${TASK_TYPE_RULE}` } },
      created_after: { description: 'Only tasks that were created in a later second, in epoch seconds.', schema: EPOCH_SECONDS },
      created_before: { description: 'Only tasks that were created in an earlier second, in epoch seconds.', schema: EPOCH_SECONDS },
      limit: {
        description: `How many tasks a page has at most; ${LIST_PAGE_SIZE} without it.`,
        schema: { type: 'integer', minimum: 1, maximum: MAX_LIST_PAGE_SIZE },
      },
      next_token: { description: 'Where the page begins: the `next_token` of the page before it, asked for with the same parameters (but for `limit`).', schema: { type: 'string' } },
    },
    answers: {
      200: {
        description: 'A page of the list.',
        schema: 'TaskPage',
        examples: { page: { summary: 'The last page', value: { tasks: [EXAMPLE_TASK], next_token: null } } },
        links: [{ route: ROUTE.list, description: 'Lists the next page.', parameters: { next_token: '$response.body#/next_token' } }],
      },
    },
  },
  [ROUTE.read]: {
    id: 'readTask',
    summary: 'Read a task',
    tag: 'Tasks',
    query: {
      include: { description: 'What the answer is to have besides: `data`, what the client posted.', schema: { type: 'array', minItems: 1, items: { type: 'string', enum: ['data'] } } },
    },
    headers: {
      'If-None-Match': { description: 'The `ETag` of the task as the client has it.', schema: { type: 'string' } },
      'Prefer': prefer('`wait=N`, to be answered when the task has settled, or after N seconds; where the API has long polling switched on'),
    },
    answers: {
      200: {
        description: 'The task, with its result once it is COMPLETED.',
        schema: 'Task',
        headers: { ...TASK_HEADERS, 'Preference-Applied': PREFERENCE_APPLIED },
        examples: TASK_EXAMPLES,
      },
      304: { description: 'The client has the task as it is.', headers: { ...TASK_HEADERS, 'Preference-Applied': PREFERENCE_APPLIED } },
    },
  },
  [ROUTE.report]: {
    id: 'reportTask',
    summary: 'Report on a task',
    description: 'IN_PROGRESS begins the task; again with the same claim, or with `progress`, it extends the worker\'s lease. COMPLETED and FAILED end it.',
    tag: 'Workers',
    headers: { 'If-Match': IF_MATCH, 'Prefer': PREFER_TASK },
    body: {
      schema: 'Report',
      examples: {
        begin: { summary: 'The worker begins', value: { status: 'IN_PROGRESS', claim: 'ebbd1c5e-worker-7' } },
        progress: { summary: 'It is still at it', value: { status: 'IN_PROGRESS', claim: 'ebbd1c5e-worker-7', progress: { percent: 40, message: 'resizing' } } },
        complete: { summary: 'It is done', value: { status: 'COMPLETED', claim: 'ebbd1c5e-worker-7', result: { key: 'thumbnails/photo.png' } } },
        fail: { summary: 'It has failed, and may be tried again', value: { status: 'FAILED', claim: 'ebbd1c5e-worker-7', error: { type: 'TimeoutError', message: 'the bucket did not answer', retryable: true } } },
      },
    },
    answers: {
      200: {
        description: 'The report is taken; the task, for a client that prefers it.',
        schema: 'Task',
        headers: { ...TASK_HEADERS, 'Preference-Applied': { ...PREFERENCE_APPLIED, optional: false } },
        examples: TASK_EXAMPLES,
      },
      204: { description: 'The report is taken.' },
    },
    problems: [PROBLEM.notReportable, PROBLEM.changed],
  },
  [ROUTE.cancel]: {
    id: 'cancelTask',
    summary: 'Cancel a task',
    description: 'A task that no worker holds is CANCELLED at once; the worker of a task that is IN_PROGRESS is asked to stop. The same request again has the same answer.',
    tag: 'Tasks',
    headers: { 'If-Match': IF_MATCH },
    body: { schema: 'NoBody', optional: true },
    answers: {
      200: { description: 'The task is CANCELLED.', schema: 'Task', links: RETRY_LINKS, headers: TASK_HEADERS, examples: CANCELLED_EXAMPLES },
      202: {
        description: 'The worker was asked to stop, and has not yet.',
        schema: 'Task',
        headers: TASK_HEADERS,
        examples: { stopping: { summary: 'It is to stop', value: { ...TASK_EXAMPLES.running.value, cancel_requested: true } } },
      },
    },
    problems: [PROBLEM.notCancellable, PROBLEM.changed],
  },
  [ROUTE.retry]: {
    id: 'retryTask',
    summary: 'Retry a task',
    description: 'A task that is FAILED or CANCELLED begins again, with as many attempts as it had.',
    tag: 'Tasks',
    headers: { 'If-Match': IF_MATCH },
    body: { schema: 'NoBody', optional: true },
    answers: { 200: { description: 'The task is CREATED again.', schema: 'Task', headers: TASK_HEADERS, examples: { created: { summary: 'It begins again', value: { ...EXAMPLE_TASK, attempt: 3, max_attempts: 3, updated_time: 1795259145 } } } } },
    problems: [PROBLEM.notRetryable, PROBLEM.changed],
  },
  [ROUTE.remove]: {
    id: 'deleteTask',
    summary: 'Delete a task',
    description: 'Erases a task that has settled, with its data and its result, before its time.',
    tag: 'Tasks',
    headers: { 'If-Match': IF_MATCH },
    answers: { 204: { description: 'The task is gone.' } },
    problems: [PROBLEM.notRemovable, PROBLEM.changed],
  },
  [ROUTE.openApi]: {
    id: 'describeApi',
    summary: 'Describe this API',
    tag: 'Description',
    headers: { 'If-None-Match': { description: 'The `ETag` of the description that the client has.', schema: { type: 'string' } } },
    answers: {
      200: { description: 'This description.', schema: 'Description', headers: DESCRIPTION_HEADERS },
      304: { description: 'The client has this description.', headers: DESCRIPTION_HEADERS },
    },
  },
};

/** Every error that an operation answers: its own, and what goes with a path, with a body, and with any request. */
export function problemsOf(route: Route): readonly DeclaredProblem[] {
  const { body, problems = [] } = OPERATIONS[route];
  if (route === ROUTE.openApi) return [PROBLEM.malformed, PROBLEM.failed];
  return [
    PROBLEM.malformed,
    PROBLEM.forbidden,
    ...(route.includes('{id}') ? [PROBLEM.noSuchTask] : []),
    ...problems,
    ...(body ? [PROBLEM.tooLarge, PROBLEM.invalid] : []),
    PROBLEM.failed,
    PROBLEM.busy,
  ];
}
