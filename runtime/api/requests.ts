import { Members, nameOf } from './body';
import { Problem } from './problem';
import type { ReportableStatus } from '../../src/contract';
import {
  CLAIM_PATTERN, CLAIM_RULE, IDEMPOTENCY_KEY_PATTERN, IDEMPOTENCY_KEY_RULE, MAX_ATTEMPTS, MAX_EPOCH_SECONDS, MAX_JSON_DEPTH,
  MAX_PAYLOAD_BYTES, REPORTABLE_STATUSES, TASK_TYPE_PATTERN, TASK_TYPE_RULE,
} from '../../src/contract';
import type { NewTask } from '../core/create';
import { toJson } from '../core/json';
import type { ListRequest } from '../core/list';
import type { Report } from '../core/report';
import type { TaskProgress } from '../core/task-record';
import { seconds } from '../core/task-record';

/** The type of an error whose worker does not say it. */
const DEFAULT_ERROR_TYPE = 'Error';

/**
 * Reads a request to create a task.
 *
 * @param taskTypes the declared task types; any is welcome when there are none
 * @param now       epoch milliseconds
 */
export function readNewTask(document: unknown, taskTypes: readonly string[], now: number): Omit<NewTask, 'scope' | 'idempotency_key'> {
  const members = new Members(document, ['task_type', 'data', 'ttl', 'run_at', 'max_attempts']);
  const task_type = readTaskType(members, taskTypes);
  const data = readData(members);
  const run_at = readTime(members, 'run_at');
  const ttl = readTtl(members, run_at, now);
  const max_attempts = readMaxAttempts(members);
  members.check();
  return { task_type: task_type!, data: data!, ttl, run_at, max_attempts };
}

/** Reads the key by which a request that comes again is recognised; nothing when it has none. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || IDEMPOTENCY_KEY_PATTERN.test(header)) return header;
  throw new Problem(400, `Idempotency-Key cannot be ${quote(header)}; it has ${IDEMPOTENCY_KEY_RULE}.`);
}

/** Reads what a worker reports. */
export function readReport(document: unknown): Report {
  const members = new Members(document, ['status', 'status_msg', 'claim', 'progress', 'result', 'error']);
  const status = readStatus(members);
  const report: Omit<Report, 'status'> = {
    status_msg: members.optionalString('status_msg'),
    claim: readClaim(members),
    progress: comesWith('IN_PROGRESS', members, 'progress', status) ? readProgress(members) : undefined,
    result: comesWith('COMPLETED', members, 'result', status) ? readJson(members, 'result') : undefined,
    error: comesWith('FAILED', members, 'error', status) ? readError(members) : undefined,
  };
  members.check();
  return { status: status!, ...report };
}

/** Reads the body of a request whose path says everything: it has none, or an empty object. */
export function readNothing(document: unknown): void {
  new Members(document, []).check();
}

/** Reads where a page of the list begins. */
export function readNextToken(token: string | undefined): ListRequest['before'] {
  if (token === undefined) return undefined;
  const before = Buffer.from(token, 'base64url').toString('utf8');
  if (!/^\d{13}#[0-9a-f-]{36}$/.test(before)) {
    throw new Problem(400, 'next_token is not one that this API has given out; begin again without it.');
  }
  return before;
}

/** The token of the page that begins after a task. */
export function nextToken(next: string | undefined): string | null {
  return next === undefined ? null : Buffer.from(next).toString('base64url');
}

function readTaskType(members: Members, taskTypes: readonly string[]): string | undefined {
  const taskType = members.string('task_type');
  if (taskType === undefined) return undefined;
  if (taskTypes.length > 0 && !taskTypes.includes(taskType)) {
    members.refuse('task_type', `There is no task type ${quote(taskType)}; this API has ${taskTypes.join(', ')}.`);
  } else if (!TASK_TYPE_PATTERN.test(taskType)) {
    members.refuse('task_type', `task_type cannot be ${quote(taskType)}; it has ${TASK_TYPE_RULE}.`);
  }
  return taskType;
}

function readData(members: Members): string | undefined {
  if (!members.has('data')) return members.refuse('data', 'data is missing; it is the JSON that the worker gets, and may be {}.');
  return readJson(members, 'data');
}

/** Reads a member that may be any JSON, as JSON text. */
function readJson(members: Members, name: string): string | undefined {
  const value = members.get(name);
  if (isDeeperThan(value, MAX_JSON_DEPTH)) {
    return members.refuse(name, `${name} is nested deeper than ${MAX_JSON_DEPTH} levels, the most it may have.`);
  }
  let text: string;
  try {
    text = toJson(name, value);
  } catch (error) {
    return members.refuse(name, `${(error as Error).message}, which is more than a double-precision number can hold.`);
  }
  const size = Buffer.byteLength(text);
  if (size > MAX_PAYLOAD_BYTES) {
    throw new Problem(413, `${name} has ${size} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}; put more into a bucket and send its key.`);
  }
  return text;
}

/** Reads a time in epoch seconds. */
function readTime(members: Members, name: string): number | undefined {
  if (!members.has(name)) return undefined;
  const value = members.get(name);
  const time = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

  if (typeof time !== 'number' || !Number.isInteger(time)) {
    return members.refuse(name, `${name} must be a time in whole epoch seconds, as a number or a string of digits, not ${show(value)}.`);
  }
  if (time > MAX_EPOCH_SECONDS) {
    return members.refuse(name, `${name} ${time} lies after the year 9999; it counts seconds, not milliseconds.`);
  }
  return time;
}

function readTtl(members: Members, runAt: number | undefined, now: number): number | undefined {
  const ttl = readTime(members, 'ttl');
  if (ttl === undefined) return undefined;
  if (ttl <= seconds(now)) {
    return members.refuse('ttl', `ttl ${ttl} is past: it is ${seconds(now)} now (${new Date(now).toISOString()}).`);
  }
  if (runAt !== undefined && ttl <= runAt) {
    return members.refuse('ttl', `ttl ${ttl} is not after run_at ${runAt}: the task would disappear before it begins.`);
  }
  return ttl;
}

function readMaxAttempts(members: Members): number | undefined {
  if (!members.has('max_attempts')) return undefined;
  const value = members.get('max_attempts');
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_ATTEMPTS) return value;
  return members.refuse('max_attempts', `max_attempts must be a whole number from 1 to ${MAX_ATTEMPTS}, not ${show(value)}.`);
}

function readStatus(members: Members): ReportableStatus | undefined {
  const status = members.string('status') as ReportableStatus | undefined;
  if (status === undefined || REPORTABLE_STATUSES.includes(status)) return status;
  return members.refuse('status', `status cannot be ${quote(status)}; a worker reports ${REPORTABLE_STATUSES.join(', ')}.`);
}

/** The claim token itself is no part of the answer: it is a secret of the worker's. */
function readClaim(members: Members): string | undefined {
  const claim = members.optionalString('claim');
  if (claim === undefined || CLAIM_PATTERN.test(claim)) return claim;
  return members.refuse('claim', `claim must have ${CLAIM_RULE}.`);
}

/** Whether a report has a member, which comes with only one status. */
function comesWith(expected: ReportableStatus, members: Members, name: string, status: ReportableStatus | undefined): boolean {
  if (!members.has(name)) return false;
  if (status !== undefined && status !== expected) members.refuse(name, `${name} comes only with the status ${expected}, not with ${status}.`);
  return status === expected;
}

function readProgress(members: Members): TaskProgress | undefined {
  const progress = members.optionalObject('progress', ['percent', 'message']);
  if (!progress) return undefined;
  const percent = readPercent(progress);
  const message = progress.optionalString('message');
  return { ...(percent !== undefined && { percent }), ...(message !== undefined && { message }) };
}

function readPercent(progress: Members): number | undefined {
  if (!progress.has('percent')) return undefined;
  const value = progress.get('percent');
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  return progress.refuse('percent', `progress.percent must be a number from 0 to 100, not ${show(value)}.`);
}

function readError(members: Members): Report['error'] {
  const error = members.optionalObject('error', ['type', 'message', 'retryable']);
  if (!error) return undefined;
  const type = error.optionalString('type') || DEFAULT_ERROR_TYPE;
  const message = error.string('message');
  if (message === '') error.refuse('message', 'error.message is empty; it says why the task failed.');
  const retryable = error.optionalBoolean('retryable');
  return { type, message: message!, retryable };
}

/** Recursion would end in a stack overflow for just those documents that this is to find. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((container) => Object.values(container)).filter(isContainer);
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A value that was refused, as a sentence shows it. */
function show(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? quote(value) : nameOf(value);
}

/** A value as it came, cut to what a sentence can hold. */
function quote(value: string | number): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
