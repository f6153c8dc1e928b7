import { devNull } from 'node:os';
import { TABLE } from '../../simulator/aws/dynamodb/task-table';
import {
  DEFAULT_DEADLINE_DAYS, DEFAULT_EXTERNAL_LEASE_MINUTES, DEFAULT_MAX_ATTEMPTS, DEFAULT_MAX_RETRY_DELAY_MS, DEFAULT_RETRY_DELAY_MS, ENV, ROUTE,
} from '../../src/contract';

/** Fifteen characters, a usual length. */
export const TASK_TYPE = 'thumbnail-image';
/** A type whose data has a schema. */
export const CHECKED_TASK_TYPE = 'thumbnail-order';
/** What the construct sets for an API whose clients share one scope. */
export const LIST_BUCKETS = 4;
/** What the construct sets when it is not told otherwise. */
export const WATCH_BUCKETS = 4;
/** Thirty days, in seconds. */
export const RETENTION = 30 * 24 * 3600;
/** How often a queue hands a message out. */
const MAX_RECEIVES = 10;

/**
 * The environment of a measured process: Lambda's and the construct's variables, and nothing of the machine's, whose
 * profiles and options would be measured too.
 */
export const LAMBDA_ENVIRONMENT: Record<string, string> = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEEXAMPLE01',
  AWS_SECRET_ACCESS_KEY: 'example'.repeat(6).slice(0, 40),
  AWS_SESSION_TOKEN: 'example'.repeat(100),
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'tasks-api-1A2B3C4D5E6F',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
  // Lambda runs a Node.js that the SDK does not warn about.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  [ENV.tableName]: TABLE,
  [ENV.topicArn]: 'arn:aws:sns:eu-central-1:111122223333:tasks-topic-1A2B3C4D5E6F',
  [ENV.apiName]: 'tasks',
  [ENV.listBuckets]: String(LIST_BUCKETS),
  [ENV.watchBuckets]: String(WATCH_BUCKETS),
  [ENV.retention]: String(RETENTION),
  [ENV.deadline]: String(DEFAULT_DEADLINE_DAYS * 24 * 3600),
  [ENV.externalLease]: String(DEFAULT_EXTERNAL_LEASE_MINUTES * 60),
  [ENV.maxAttempts]: String(DEFAULT_MAX_ATTEMPTS),
  [ENV.retryDelay]: String(DEFAULT_RETRY_DELAY_MS / 1000),
  [ENV.maxRetryDelay]: String(DEFAULT_MAX_RETRY_DELAY_MS / 1000),
  [ENV.maxReceiveCount]: String(MAX_RECEIVES),
  [ENV.scope]: JSON.stringify({ from: 'shared' }),
  [ENV.routes]: Object.values(ROUTE).join(','),
  [ENV.taskTypes]: TASK_TYPE,
};
