import type { JsonSchema } from './json-schema';
import { MAX_ATTEMPTS, MAX_CREATES, MAX_EPOCH_SECONDS, MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES, MAX_TEXT_BYTES } from '../limits';
import { CLAIM_PATTERN, CLAIM_RULE, DEFAULT_LANE, LANE_PATTERN, LANE_RULE, STATUSES, TASK_TYPE_PATTERN, TASK_TYPE_RULE } from '../task';

export type SchemaName =
  | 'NewTask' | 'NewTasks' | 'CreatedTask' | 'CreatedTasks' | 'CreateOutcome' | 'Task' | 'TaskStatus' | 'TaskProgress' | 'TaskError' | 'TaskPage' | 'NoBody'
  | 'Report' | 'InProgressReport' | 'CompletedReport' | 'FailedReport' | 'ReportedProgress' | 'ReportedError'
  | 'Description' | 'Problem' | 'ProblemError' | 'GatewayError';

/** An id as the API makes them. */
export const EXAMPLE_ID = '01a1fdc8-9506-7dbe-8310-973b203f34e0';

/** The task type of every example; a description with task types of its own puts one of them in its place. */
export const EXAMPLE_TASK_TYPE = 'resize-image';

/** The schema of this name, by reference. */
export function ref(name: SchemaName): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

const KILOBYTES = `${MAX_PAYLOAD_BYTES / 1024} KB`;

export const TASK_TYPE: JsonSchema = {
  'type': 'string',
  'pattern': TASK_TYPE_PATTERN.source,
  'description': 'The task type: it decides which worker handles the task.',
  'x-rule': `must be ${TASK_TYPE_RULE}`,
};

/** The lane of a task whose type is not known, so that it may be any. */
const LANE: JsonSchema = {
  'type': 'string',
  'pattern': LANE_PATTERN.source,
  'description': 'The lane that the task takes, one of its type\'s. Without it, its type decides.',
  'x-rule': `must be ${LANE_RULE}`,
};

/** What a request to create a task may say besides the type, the data and the lane. */
const TASK_OPTIONS: Record<string, JsonSchema> = {
  ttl: time('When the task may disappear, settled or not. Without it, a task is kept for some time after it has settled.'),
  run_at: time('Before when no worker begins the task. Without it, or when it is past, the task may begin at once.'),
  max_attempts: {
    type: 'integer',
    minimum: 1,
    maximum: MAX_ATTEMPTS,
    description: 'How often a worker may begin the task. Without it, its worker decides.',
  },
};

const REPORT_COMMON: Record<string, JsonSchema> = {
  status_msg: { type: 'string', description: `What the worker says about the status; cut after ${MAX_TEXT_BYTES} bytes.` },
  claim: {
    'type': 'string',
    'pattern': CLAIM_PATTERN.source,
    'writeOnly': true,
    'description': `A random token of the worker's own choice, ${CLAIM_RULE}: sent with IN_PROGRESS and with every report after it, it keeps every other worker from the task.`,
    'x-rule': `must have ${CLAIM_RULE}`,
  },
};

const PROGRESS: Record<string, JsonSchema> = {
  percent: { type: 'number', minimum: 0, maximum: 100, description: 'Rounded to hundredths.' },
  message: { type: 'string', description: `Cut after ${MAX_TEXT_BYTES} bytes.` },
};

/** A task as clients see it, but for its id and for what may depend on its type: `task_type` and `result`. */
const TASK_PROPERTIES: Record<string, JsonSchema> = {
  lane: { type: 'string', description: `The lane that it takes; absent when that is \`${DEFAULT_LANE}\`.` },
  parent_id: { type: 'string', description: 'The task that created it; absent when a client did.' },
  status: ref('TaskStatus'),
  status_msg: { type: 'string', description: 'What the worker says about the status; empty when it says nothing.' },
  created_time: { type: 'integer', description: 'In epoch seconds.' },
  updated_time: { type: ['integer', 'null'], description: 'In epoch seconds; null until the task is first updated.' },
  attempt: { type: 'integer', minimum: 0, description: 'How often a worker has begun the task.' },
  max_attempts: { type: 'integer', minimum: 1, description: 'How often one may; absent until the client or a worker has said it.' },
  run_at: { type: 'integer', description: 'Before when no worker begins the open task, in epoch seconds; absent when it may begin at once.' },
  progress: ref('TaskProgress'),
  cancel_requested: { type: 'boolean', description: 'True while a worker that was asked to stop has not; absent otherwise.' },
  ttl: { type: 'integer', description: 'When the task may disappear, in epoch seconds; absent while that is open.' },
  error: ref('TaskError'),
  data: { description: 'What its client posted; only where the request includes it.' },
};

/** A problem, but for its status. */
const PROBLEM_PROPERTIES: Record<string, JsonSchema> = {
  type: { type: 'string', description: 'A URI reference for the kind of problem; `about:blank` where the status says it all.' },
  title: { type: 'string', description: 'What the status means.' },
  detail: { type: 'string', description: 'A sentence that says what was wrong, and what to do.' },
  errors: { type: 'array', items: ref('ProblemError'), description: 'The places of the request that are wrong.' },
};

/**
 * The schema of a request to create a task.
 *
 * @param taskType what its `task_type` may be
 * @param data     what its `data` may be
 * @param lane     what its `lane` may be
 */
export function newTaskSchema(taskType: JsonSchema, data: JsonSchema, lane: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { task_type: taskType, data, ...TASK_OPTIONS, lane },
    required: ['task_type', 'data'],
    additionalProperties: false,
  };
}

/**
 * The schema of a task.
 *
 * @param taskType what its `task_type` may be
 * @param result   what its `result` may be
 */
export function taskSchema(taskType: JsonSchema, result: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      id: { type: 'string', description: 'The id that the task was given when it was created.' },
      task_type: taskType,
      ...TASK_PROPERTIES,
      result,
    },
    required: ['id', 'task_type', 'status', 'status_msg', 'created_time', 'updated_time', 'attempt'],
  };
}

/**
 * The lane of a task whose type is known.
 *
 * @param lanes       the type's, besides the default one
 * @param defaultLane the one of a task that asks for none
 */
export function laneSchema(lanes: readonly string[] = [], defaultLane = DEFAULT_LANE): JsonSchema {
  return { type: 'string', enum: [DEFAULT_LANE, ...lanes], description: `The lane that the task takes. Without it, \`${defaultLane}\`.` };
}

/** Any JSON that a worker gets. */
export const ANY_DATA: JsonSchema = {
  'description': `What the worker gets: any JSON, of up to ${KILOBYTES} and ${MAX_JSON_DEPTH} levels.`,
  'x-hint': 'is the JSON that the worker gets, and may be {}',
};

/** Any JSON that a worker has left. */
export const ANY_RESULT: JsonSchema = { description: 'What the worker has left; absent until the task is COMPLETED, and in lists.' };

/** The schemas of all documents that requests and answers carry, by name. */
export const SCHEMAS: Record<SchemaName, JsonSchema> = {
  NewTask: newTaskSchema(TASK_TYPE, ANY_DATA, LANE),
  CreatedTask: {
    type: 'object',
    properties: { id: { type: 'string', description: 'The id of the task.' } },
    required: ['id'],
  },
  NewTasks: {
    type: 'object',
    properties: {
      tasks: {
        'type': 'array',
        'minItems': 1,
        'maxItems': MAX_CREATES,
        'x-items': ref('NewTask'),
        'description': 'Requests to create a task. Each has its own outcome: one that is refused does not hold up the others.',
      },
    },
    required: ['tasks'],
    additionalProperties: false,
  },
  CreatedTasks: {
    type: 'object',
    properties: { tasks: { type: 'array', items: ref('CreateOutcome'), description: 'What became of each request, in the same order.' } },
    required: ['tasks'],
  },
  CreateOutcome: {
    type: 'object',
    description: 'The id of a task that was created, with the status 201; or a problem, with the status and the sentences that the request by itself would have been answered with.',
    properties: {
      status: { type: 'integer', description: 'The HTTP status that the request by itself would have been answered with.' },
      id: { type: 'string', description: 'The id of the task.' },
      ...PROBLEM_PROPERTIES,
    },
    required: ['status'],
  },
  Task: taskSchema({ type: 'string', description: 'The task type.' }, ANY_RESULT),
  TaskStatus: {
    type: 'string',
    enum: STATUSES,
    description: 'COMPLETED, FAILED and CANCELLED are final, unless a client retries the task; every other status is open.',
  },
  TaskProgress: {
    type: 'object',
    description: 'How far the worker is.',
    properties: PROGRESS,
  },
  TaskError: {
    type: 'object',
    description: 'The last failure.',
    properties: {
      type: { type: 'string', description: 'What kind of error it was: the name of its class, or whatever the worker calls it.' },
      message: { type: 'string' },
    },
    required: ['type', 'message'],
  },
  TaskPage: {
    type: 'object',
    properties: {
      tasks: { type: 'array', items: ref('Task'), description: 'Newest first, without their results.' },
      next_token: { type: ['string', 'null'], description: 'The `next_token` of the page after this one; null at the end.' },
    },
    required: ['tasks', 'next_token'],
  },
  NoBody: {
    type: 'object',
    description: 'The request\'s path says everything: it needs no body, or an empty object.',
    additionalProperties: false,
  },
  Report: {
    type: 'object',
    oneOf: [ref('InProgressReport'), ref('CompletedReport'), ref('FailedReport')],
    discriminator: {
      propertyName: 'status',
      mapping: {
        IN_PROGRESS: '#/components/schemas/InProgressReport',
        COMPLETED: '#/components/schemas/CompletedReport',
        FAILED: '#/components/schemas/FailedReport',
      },
    },
  },
  InProgressReport: reportSchema('IN_PROGRESS', 'The worker begins the task, or is still at it.', { progress: ref('ReportedProgress') }),
  CompletedReport: reportSchema('COMPLETED', 'The task is done.', {
    result: { description: `What the worker leaves for the client: any JSON, of up to ${KILOBYTES} and ${MAX_JSON_DEPTH} levels.` },
  }),
  FailedReport: reportSchema('FAILED', 'The task has failed.', { error: ref('ReportedError') }),
  ReportedProgress: {
    type: 'object',
    description: 'How far the worker is.',
    properties: PROGRESS,
    additionalProperties: false,
  },
  ReportedError: {
    type: 'object',
    description: 'Why the task has failed.',
    properties: {
      type: { type: 'string', description: 'What kind of error it was; without it, `Error`.' },
      message: {
        'type': 'string',
        'minLength': 1,
        'description': `Why the task has failed; cut after ${MAX_TEXT_BYTES} bytes.`,
        'x-hint': 'says why the task failed',
      },
      retryable: { type: 'boolean', description: 'Whether another attempt may succeed, and shall follow if there is one left. Without it, the failure is final.' },
    },
    required: ['message'],
    additionalProperties: false,
  },
  Description: {
    type: 'object',
    description: 'An OpenAPI document, version 3.1.',
    properties: { openapi: { type: 'string' } },
    required: ['openapi'],
  },
  Problem: {
    type: 'object',
    description: 'Problem details, RFC 9457.',
    properties: { status: { type: 'integer', description: 'The HTTP status.' }, ...PROBLEM_PROPERTIES },
    required: ['type', 'title', 'status', 'detail'],
  },
  ProblemError: {
    type: 'object',
    description: 'One place of the request that is wrong. It has one of `pointer`, `parameter` and `header`.',
    properties: {
      pointer: { type: 'string', description: 'Where it is in the body: a JSON pointer in its URI form, such as `#/ttl`.' },
      parameter: { type: 'string', description: 'The query parameter.' },
      header: { type: 'string', description: 'The header.' },
      detail: { type: 'string', description: 'A sentence that says what is wrong with it.' },
    },
    required: ['detail'],
  },
  GatewayError: {
    type: 'object',
    description: 'An answer of Amazon API Gateway, which the task API did not see.',
    properties: { message: { type: 'string' } },
  },
};

function reportSchema(status: string, description: string, more: Record<string, JsonSchema>): JsonSchema {
  return {
    type: 'object',
    description,
    properties: { status: { type: 'string', const: status }, ...REPORT_COMMON, ...more },
    required: ['status'],
    additionalProperties: false,
  };
}

/** A time in a request. */
function time(description: string): JsonSchema {
  return {
    'type': ['integer', 'string'],
    'minimum': 0,
    'maximum': MAX_EPOCH_SECONDS,
    'pattern': `^[0-9]{1,${String(MAX_EPOCH_SECONDS).length}}$`,
    'description': `${description} In epoch seconds.`,
    'x-rule': 'must be a time in epoch seconds (not milliseconds), as a whole number or a string of digits',
  };
}
