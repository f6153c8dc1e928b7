import { validateBody } from './validation';
import type { FieldError, ReportableStatus } from '../../../src/contract';
import { MAX_JSON_DEPTH, MAX_PAYLOAD_BYTES, ROUTE } from '../../../src/contract';
import { quote } from '../../../validation/wording/values';
import type { NewTask } from '../../core/operations/create';
import type { Report } from '../../core/operations/report';
import { isDeeperThan, toJson } from '../../core/record/json';
import type { TaskProgress } from '../../core/record/task-record';
import { seconds } from '../../core/record/task-record';
import { Problem } from '../../http/problem';
import type { Catalogue } from '../catalogue';

/** The type of an error whose worker does not say it. */
const DEFAULT_ERROR_TYPE = 'Error';

/** A valid request to create a task. */
interface NewTaskDocument {
  readonly task_type: string;
  readonly data: unknown;
  readonly ttl?: number | string;
  readonly run_at?: number | string;
  readonly max_attempts?: number;
  readonly lane?: string;
}

/** A valid report. */
interface ReportDocument {
  readonly status: ReportableStatus;
  readonly status_msg?: string;
  readonly claim?: string;
  readonly progress?: TaskProgress;
  readonly result?: unknown;
  readonly error?: { readonly type?: string; readonly message: string; readonly retryable?: boolean };
}

/**
 * Reads a request to create a task.
 *
 * @param catalogue the declared task types
 * @param now       epoch milliseconds
 */
export function readNewTask(
  document: unknown, catalogue: Catalogue, now: number,
): Omit<NewTask, 'scope' | 'parent' | 'idempotency_key' | 'idempotency_place'> {
  validateBody(ROUTE.create, document);
  const { task_type, data, ttl, run_at, max_attempts, lane } = document as NewTaskDocument;
  const errors: FieldError[] = [];
  if (!catalogue.has(task_type)) {
    errors.push({ pointer: '#/task_type', detail: `There is no task type ${quote(task_type)}; this API has ${catalogue.names.join(', ')}.` });
  } else if (lane !== undefined && !catalogue.lanesOf(task_type).includes(lane)) {
    errors.push({ pointer: '#/lane', detail: `A ${task_type} has no lane ${quote(lane)}; it has ${catalogue.lanesOf(task_type).join(', ')}.` });
  }
  const text = readJson('data', data, errors);
  const times = { run_at: readTime(run_at), ttl: readTime(ttl) };
  checkTtl(times, now, errors);
  if (errors.length > 0) throw Problem.invalid(errors);
  return { task_type, data: text!, ...times, max_attempts, lane };
}

/** Reads what a worker reports. */
export function readReport(document: unknown): Report {
  validateBody(ROUTE.report, document);
  const { status, status_msg, claim, progress, result, error } = document as ReportDocument;
  const errors: FieldError[] = [];
  const text = result === undefined ? undefined : readJson('result', result, errors);
  if (errors.length > 0) throw Problem.invalid(errors);
  return { status, status_msg, claim, progress, result: text, error: error && { ...error, type: error.type || DEFAULT_ERROR_TYPE } };
}

/** Reads a member that may be any JSON, as JSON text. */
function readJson(name: string, value: unknown, errors: FieldError[]): string | undefined {
  const refuse = (detail: string): undefined => void errors.push({ pointer: `#/${name}`, detail });
  if (isDeeperThan(value, MAX_JSON_DEPTH)) return refuse(`${name} is nested deeper than ${MAX_JSON_DEPTH} levels, the most it may have.`);
  let text: string;
  try {
    text = toJson(name, value);
  } catch (error) {
    return refuse(`${(error as Error).message}, which is more than a double-precision number can hold.`);
  }
  const size = Buffer.byteLength(text);
  if (size > MAX_PAYLOAD_BYTES) {
    throw new Problem(413, `${name} has ${size} bytes as JSON, and may have ${MAX_PAYLOAD_BYTES}; put more into a bucket and send its key.`);
  }
  return text;
}

/** Reads a time in epoch seconds. */
function readTime(value: number | string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function checkTtl({ ttl, run_at }: { ttl?: number; run_at?: number }, now: number, errors: FieldError[]): void {
  if (ttl === undefined) return;
  const refuse = (detail: string): void => void errors.push({ pointer: '#/ttl', detail });
  if (ttl <= seconds(now)) refuse(`ttl ${ttl} is past: it is ${seconds(now)} now (${new Date(now).toISOString()}).`);
  else if (run_at !== undefined && ttl <= run_at) refuse(`ttl ${ttl} is not after run_at ${run_at}: the task would disappear before it begins.`);
}
