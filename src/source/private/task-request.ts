import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AsyncTaskApi } from '../../api/async-task-api';
import type { RequestTemplate } from '../../contract';
import { MAX_ATTEMPTS, MAX_PAYLOAD_BYTES, SCOPE_PATTERN, SCOPE_RULE, SHARED_SCOPE } from '../../contract';
import { checkNumber } from '../../private/check-number';
import { jsonWithTokens } from '../../private/plain-json';
import { TaskType } from '../../task-type/task-type';
import { TaskSourceProps } from '../task-source-props';

/**
 * The request by which a source creates its tasks.
 *
 * @throws when the API would refuse it
 */
export function taskRequest(source: Construct, props: TaskSourceProps): RequestTemplate {
  const { taskType, taskScope, lane, maxAttempts } = props;
  const known = declaredType(source, props);
  checkScope(props);
  checkLane(lane, known);
  checkNumber('maxAttempts', maxAttempts, 1, MAX_ATTEMPTS);
  return { task_type: taskType.name, scope: taskScope, lane, max_attempts: maxAttempts };
}

/**
 * The data of a source's tasks, as JSON text can have it. What is only known at deployment is not checked.
 *
 * @throws when it is not JSON, or does not fit the task type's schema
 */
export function taskData(source: Construct, props: TaskSourceProps, data: unknown): unknown {
  const subject = `the data of ${source.node.path}`;
  const { value, isKnown } = jsonWithTokens(subject, data);
  const type = declaredType(source, props);
  if (!isKnown) return value;
  const size = Buffer.byteLength(JSON.stringify(value));
  if (size > MAX_PAYLOAD_BYTES) throw new Error(`${subject} has ${size} bytes as JSON text, and may have ${MAX_PAYLOAD_BYTES}`);
  const errors = type._dataSchema?.compiled.fieldErrorsOf(value, 'data') ?? [];
  if (errors.length > 0) {
    throw new Error(`${subject} does not fit the schema of the task type ${JSON.stringify(type.name)}: ${errors.map(({ detail }) => detail.slice(0, -1)).join('; ')}`);
  }
  return value;
}

/**
 * The ARN by which a source creates tasks.
 *
 * @throws when the API was imported without it
 */
export function createFunctionArn(source: Construct, { api }: TaskSourceProps): string {
  if (api.createFunctionArn) return api.createFunctionArn;
  throw new Error(`${source.node.path} creates tasks by invoking the function of the API ${api.node.path}, which was imported without its createFunctionArn: say it in AsyncTaskApi.fromAsyncTaskApiAttributes(), or import the API with AsyncTaskApi.fromSsmParameters()`);
}

/** The task type as the API declares it. An API of another app does not tell: there, the source's own has to do. */
function declaredType(source: Construct, { api, taskType }: TaskSourceProps): TaskType {
  if (!(api instanceof AsyncTaskApi) || api._taskTypes.length === 0) return taskType;
  const declared = api._taskTypes.find(({ name }) => name === taskType.name);
  if (declared) return declared;
  throw new Error(`${source.node.path} creates tasks of the type "${taskType.name}", which the API ${api.node.path} does not declare; add it to the API's taskTypes (${api._taskTypes.map(({ name }) => name).join(', ')})`);
}

function checkScope({ api, taskScope }: TaskSourceProps): void {
  if (taskScope === undefined || Token.isUnresolved(taskScope)) return;
  if (!SCOPE_PATTERN.test(taskScope)) throw new Error(`taskScope must have ${SCOPE_RULE}, and is ${JSON.stringify(taskScope)}`);
  if (api instanceof AsyncTaskApi && api._scopeSource.from === 'shared' && taskScope !== SHARED_SCOPE) {
    throw new Error(`taskScope is ${JSON.stringify(taskScope)}, but all clients of the API ${api.node.path} share one scope, and none would see the tasks: leave it out`);
  }
}

function checkLane(lane: string | undefined, { name, _laneNames: names }: TaskType): void {
  if (lane === undefined || Token.isUnresolved(lane)) return;
  if (!names.includes(lane)) throw new Error(`lane is ${JSON.stringify(lane)}, which is none of the lanes of the task type "${name}" (${names.join(', ')})`);
}
