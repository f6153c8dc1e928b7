import { Duration, Token } from 'aws-cdk-lib';
import { TaskApiSettings } from './task-api-settings';
import { checkTable } from './task-table';
import { MAX_LIST_BUCKETS, MAX_WATCH_BUCKETS } from '../../contract';
import { checkNumber } from '../../private/check-number';
import { checkDuration, checkLease } from '../../private/durations';
import { AsyncTaskApiProps } from '../async-task-api-props';

/** Throws when an API cannot work as its props say. */
export function checkProps(props: AsyncTaskApiProps, settings: TaskApiSettings): void {
  checkTableProps(props, settings);
  checkTopic(props);
  checkBuckets(props, settings);
  checkTimes(props, settings);
  checkAddresses(props);
  checkFunctionOptions(props);
  checkGateway(props);
  checkDocs(props, settings);
}

function checkTableProps({ table, removalPolicy }: AsyncTaskApiProps, { listTasks }: TaskApiSettings): void {
  if (!table) return;
  if (removalPolicy) throw new Error('removalPolicy is for the table that the API creates; set it on the table that you pass in');
  checkTable(table, listTasks);
}

function checkTopic({ topic }: AsyncTaskApiProps): void {
  if (topic?.fifo) throw new Error(`the topic ${topic.node.path} is a FIFO topic, which delivers only to FIFO queues; pass a standard one`);
}

function checkBuckets({ listBuckets, watchBuckets }: AsyncTaskApiProps, { listTasks }: TaskApiSettings): void {
  if (!listTasks && listBuckets !== undefined) throw new Error(`listBuckets is ${listBuckets}, but listTasks is false: leave one of them out`);
  checkNumber('listBuckets', listBuckets, 1, MAX_LIST_BUCKETS);
  checkNumber('watchBuckets', watchBuckets, 1, MAX_WATCH_BUCKETS);
}

function checkTimes(props: AsyncTaskApiProps, { retention, deadline, externalLease }: TaskApiSettings): void {
  if (!retention.isUnresolved() && retention.toSeconds() < 1) {
    throw new Error('retention must be at least a second: a task that disappears as it settles has a result that nobody can read');
  }
  checkDuration('deadline', props.deadline, Duration.minutes(1));
  checkDuration('externalLease', props.externalLease, Duration.seconds(1));
  checkLease('externalLease', externalLease, deadline);
}

function checkAddresses({ ssmPrefix, apiUrl }: AsyncTaskApiProps): void {
  if (ssmPrefix && !Token.isUnresolved(ssmPrefix) && !ssmPrefix.startsWith('/')) {
    throw new Error(`ssmPrefix must begin with a slash, as the names of parameters with a path do, not ${JSON.stringify(ssmPrefix)}`);
  }
  if (apiUrl && !Token.isUnresolved(apiUrl) && apiUrl.endsWith('/')) {
    throw new Error(`apiUrl must not end with a slash, since clients append /tasks to it: ${JSON.stringify(apiUrl)}`);
  }
}

function checkFunctionOptions({ functionOptions }: AsyncTaskApiProps): void {
  for (const name of ['functionName', 'role'] as const) {
    if (functionOptions?.[name]) throw new Error(`functionOptions.${name} cannot belong to all functions of the API; set it in apiFunctionOptions, publisherFunctionOptions, watchdogFunctionOptions or docsFunctionOptions`);
  }
}

/** The props of the HTTP API and the stage that the API makes. */
const GATEWAY_PROPS = ['throttle', 'routeThrottles', 'cors', 'accessLogs', 'accessLogGroup'] as const;

function checkGateway(props: AsyncTaskApiProps): void {
  const { httpApi, accessLogs, accessLogGroup } = props;
  const needless = httpApi && GATEWAY_PROPS.find((name) => props[name] !== undefined);
  if (needless) throw new Error(`${needless} is for the HTTP API and the stage that the API makes; set it on the HTTP API ${httpApi.node.path} that you pass in, or on its stages`);
  if (accessLogs === false && accessLogGroup) {
    throw new Error(`accessLogs is false, but there is the accessLogGroup ${accessLogGroup.node.path}: leave one of them out`);
  }
}

function checkDocs({ docsFunctionOptions }: AsyncTaskApiProps, { docs, openApi, auth }: TaskApiSettings): void {
  if (docs && auth.iam) {
    throw new Error('docs is true, but clients of this API sign their requests with AWS credentials, which a browser that goes to /docs cannot; leave docs out, and show the file that openApiFile writes');
  }
  if (docs && !openApi) throw new Error('docs is true, but the page shows what GET /openapi.json answers, and openApi is not true: set it, or leave docs out');
  if (!docs && docsFunctionOptions) throw new Error('docsFunctionOptions is for the function of the page GET /docs, which this API does not have; leave it out, or set docs');
}
