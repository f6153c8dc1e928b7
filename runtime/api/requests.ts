import { Members, nameOf } from './body';
import { Problem } from './problem';
import type { ReportableStatus } from '../../src/contract';
import { MAX_EPOCH_SECONDS, MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES, REPORTABLE_STATUSES, TASK_TYPE_PATTERN, TASK_TYPE_RULE } from '../../src/contract';
import { toJson } from '../core/json';
import type { NewTask, Report } from '../core/life-cycle';
import type { ListRequest } from '../core/list';
import { seconds } from '../core/task-record';

/**
 * Reads a request to create a task.
 *
 * @param taskTypes the declared task types; any is welcome when there are none
 * @param now       epoch milliseconds
 */
export function readNewTask(document: unknown, taskTypes: readonly string[], now: number): Omit<NewTask, 'scope'> {
  const members = new Members(document, ['task_type', 'data', 'ttl']);
  const task_type = readTaskType(members, taskTypes);
  const data = readData(members);
  const ttl = readTtl(members, now);
  members.check();
  return { task_type: task_type!, data: data!, ttl };
}

/** Reads what a worker reports. */
export function readReport(document: unknown): Report {
  const members = new Members(document, ['status', 'status_msg']);
  const status = members.string('status') as ReportableStatus | undefined;
  if (status !== undefined && !REPORTABLE_STATUSES.includes(status)) {
    members.refuse('status', `status cannot be ${JSON.stringify(status)}; a worker reports ${REPORTABLE_STATUSES.join(', ')}.`);
  }
  const status_msg = members.has('status_msg') ? members.string('status_msg') : '';
  members.check();
  return { status: status!, status_msg: status_msg! };
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
  if (!members.has('data')) {
    members.refuse('data', 'data is missing; it is the JSON that the worker gets, and may be {}.');
    return undefined;
  }
  const data = members.get('data');
  if (isDeeperThan(data, MAX_JSON_DEPTH)) {
    members.refuse('data', `data is nested deeper than ${MAX_JSON_DEPTH} levels, the most it may have.`);
    return undefined;
  }
  let text: string;
  try {
    text = toJson('data', data);
  } catch (error) {
    members.refuse('data', `${(error as Error).message}, which is more than a double-precision number can hold.`);
    return undefined;
  }
  const size = Buffer.byteLength(text);
  if (size > MAX_PAYLOAD_BYTES) {
    throw new Problem(413, `data has ${size} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}; put more into a bucket and send its key.`);
  }
  return text;
}

function readTtl(members: Members, now: number): number | undefined {
  if (!members.has('ttl')) return undefined;
  const value = members.get('ttl');
  const ttl = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

  if (typeof ttl !== 'number' || !Number.isInteger(ttl)) {
    const found = typeof value === 'string' || typeof value === 'number' ? quote(value) : nameOf(value);
    members.refuse('ttl', `ttl must be a time in whole epoch seconds, as a number or a string of digits, not ${found}.`);
  } else if (ttl <= seconds(now)) {
    members.refuse('ttl', `ttl ${ttl} is past: it is ${seconds(now)} now (${new Date(now).toISOString()}).`);
  } else if (ttl > MAX_EPOCH_SECONDS) {
    members.refuse('ttl', `ttl ${ttl} lies after the year 9999; it counts seconds, not milliseconds.`);
  } else {
    return ttl;
  }
  return undefined;
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

/** A value as it came, cut to what a sentence can hold. */
function quote(value: string | number): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
