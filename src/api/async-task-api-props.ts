import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { TaskApiAuth } from './task-api-auth';
import { TaskApiCors } from './task-api-cors';
import { TaskApiThrottle } from './task-api-throttle';
import { TaskScope } from './task-scope';
import { TaskType } from '../task-type/task-type';

/**
 * Properties of an {@link AsyncTaskApi}.
 */
export interface AsyncTaskApiProps {
  /**
   * The task types that clients may ask for, with the schemas by which their data is checked. Name those, too, that
   * workers of other apps serve.
   *
   * @default - any task type
   */
  readonly taskTypes?: TaskType[];

  /**
   * Who may call the API.
   *
   * @default TaskApiAuth.iam()
   */
  readonly auth?: TaskApiAuth;

  /**
   * Whose tasks a client sees. It has to go with `auth`, which says who a client is. To change it hides the tasks that
   * there are from clients, whose new scopes they are not in; they are done as ever.
   *
   * @default TaskScope.shared()
   */
  readonly taskScope?: TaskScope;

  /**
   * Whether clients can list tasks (`GET /tasks`). The list is an index of the table, and costs one write unit a task.
   *
   * @default true
   */
  readonly listTasks?: boolean;

  /**
   * Over how many partitions of the list index tasks are spread, 1 to 16. Each takes about 1,000 new tasks a second
   * (a DynamoDB quota), and each is one query a page. Each scope has its own. The number may grow later, but never
   * shrink: tasks in a partition beyond it would not be listed.
   *
   * @default - 4 when all clients share a scope, else 1
   */
  readonly listBuckets?: number;

  /**
   * How long a settled task can still be read, when its client does not say so with `ttl`. In whole seconds.
   *
   * @default Duration.days(30)
   */
  readonly retention?: Duration;

  /**
   * How long after its start (its creation, or its `run_at`) a task may be unsettled. Then it ends FAILED, however many
   * attempts it has left and whether or not it ever found a worker; one whose cancellation was asked for ends CANCELLED.
   * A run that is going on is not interrupted while its lease lasts. A retry by a client begins the time anew. In whole
   * seconds, and at least a minute: the watchdog, which sees to it, looks once a minute.
   *
   * @default Duration.days(14), as long as a queue can keep the task's message (an SQS quota)
   */
  readonly deadline?: Duration;

  /**
   * For how long a worker that reports over HTTP (`PATCH /tasks/{id}`) holds a task: after an IN_PROGRESS that nothing
   * follows for this long, the worker is taken for dead. If it had sent a claim, the task is attempted again; without
   * one it fails, since a report of the lost run could not be told from that of the next. A further IN_PROGRESS
   * with the same claim, or with `progress`, begins the time anew. In whole seconds, and no longer than `deadline`. Workers with a handler hold a task for as
   * long as their invocation may run.
   *
   * @default Duration.hours(1), or `deadline` if that is shorter
   */
  readonly externalLease?: Duration;

  /**
   * For how long a client may wait for its task to settle, with `Prefer: wait=10` (seconds) on `GET /tasks/{id}`. In whole
   * seconds, at most 25: the gateway ends a request after 30 (a quota). **Each client that waits holds an execution
   * environment of the api function**, of which an account has 1,000 unless it asks for more, and a read unit of the table
   * each second.
   *
   * @default - nobody waits: `Retry-After` says when to ask again
   */
  readonly longPolling?: Duration;

  /**
   * Over how many partitions of the watch index open tasks are spread, 1 to 64. Each takes about 1,000 writes a second
   * (a DynamoDB quota), which is about 500 tasks a second, and each costs the watchdog a query a minute. The number may
   * grow later, but never shrink: nobody would watch the tasks in a partition beyond it.
   *
   * @default 4
   */
  readonly watchBuckets?: number;

  /**
   * Below which path the API describes itself in SSM parameters, so that workers of other apps find it with
   * {@link AsyncTaskApi.fromSsmParameters}. With `/tasks`, its URL is at `/tasks/api_url` and its topic at
   * `/tasks/topic_arn`.
   *
   * @default - no parameters
   */
  readonly ssmPrefix?: string;

  /**
   * The table of the tasks. It needs
   *
   * - the string partition key `id`, and no sort key;
   * - a stream with new images;
   * - `ttl` as its time to live attribute;
   * - the global secondary index `watch`: partition key `watch_key` (a string), sort key `watch_time` (a number),
   *   projecting KEYS_ONLY. By it the watchdog finds the tasks that nobody else will finish; only open and failed tasks
   *   are in it;
   * - unless `listTasks` is false, the global secondary index `list`: partition key `list_key` and sort key `list_sort`
   *   (both strings), projecting `task_type`.
   *
   * Synthesis says what is missing, except of a table that was imported: of that one, make sure yourself, since without
   * the index the watchdog fails every minute. (To a table that exists already, a deployment can add one index at a
   * time.) Other items can live in it as long as they have none of the attributes `transition`, `watch_key` and `list_key`.
   * Workers of other apps need to know nothing of the indexes.
   *
   * @default - a new table: on demand, with point-in-time recovery
   */
  readonly table?: dynamodb.ITable;

  /**
   * What becomes of the table when the API is removed from its stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the API answers `GET /openapi.json` with its description (OpenAPI 3.1). With `TaskApiAuth.none()` and
   * `TaskApiAuth.jwt()` everybody may read it, token or not; otherwise whoever `auth` lets through. It discloses the names,
   * descriptions, schemas and examples of the declared task types, the issuer of the tokens and the names of OAuth scopes;
   * of tasks, nothing. Whatever the answer, `openApiDocument` has it.
   *
   * @default - true with `TaskApiAuth.none()` and `TaskApiAuth.jwt()`; false otherwise: a browser cannot sign a request
   */
  readonly openApi?: boolean;

  /**
   * Whether the API answers `GET /docs` with a page on which people read its description and try its requests. The page
   * shows what `GET /openapi.json` answers, and whoever may read that may see it; it loads nothing from elsewhere, and keeps
   * the token that somebody types into it in its memory only. It needs `openApi`, and cannot be with `TaskApiAuth.iam()`:
   * a browser that goes to an address does not sign its request. With `TaskApiAuth.authorizer()`, the authorizer has to
   * take what browsers send by themselves, such as a cookie. Set it to false where an HTTP API that you pass in has a
   * `GET /docs` of its own.
   *
   * @default - true with `TaskApiAuth.none()` and `TaskApiAuth.jwt()` unless `openApi` is false; false otherwise
   */
  readonly docs?: boolean;

  /**
   * Where synthesis writes the API's description (OpenAPI 3.1), for generators of clients and for reviews. A relative path
   * is taken from the working directory; folders that are missing are made.
   *
   * @default - no file
   */
  readonly openApiFile?: string;

  /**
   * The topic on which tasks become available to workers. It must be a standard topic, not a FIFO one.
   *
   * @default - a new topic: encrypted with the key that AWS manages for SNS, for TLS only
   */
  readonly topic?: sns.ITopic;

  /**
   * The HTTP API to which the routes under `/tasks` are added; its stages are yours.
   *
   * @default - a new HTTP API with a stage `$default`
   */
  readonly httpApi?: apigatewayv2.IHttpApi;

  /**
   * How many requests each route takes; what is beyond that is answered 429 by the gateway. The routes have this number
   * each, not together. Not with an HTTP API that was passed in: its stages are yours.
   *
   * @default - the account's quota, 10,000 requests a second for all its APIs in the region together unless AWS has
   * raised it: set something lower where other APIs must not suffer from this one's clients
   */
  readonly throttle?: TaskApiThrottle;

  /**
   * How many requests single routes take, by route: `POST /tasks`, `GET /tasks/{id}`. Not with an HTTP API that was
   * passed in.
   *
   * @default - `throttle`, for all routes
   */
  readonly routeThrottles?: { [route: string]: TaskApiThrottle };

  /**
   * Which web pages may call the API from a browser. Not with an HTTP API that was passed in: set its `corsPreflight`.
   *
   * @default - none: browsers do not let pages of other origins read the answers
   */
  readonly cors?: TaskApiCors;

  /**
   * Whether the gateway logs a line about each request: its time, route, status, latency and source address, and which
   * invocation of the function answered it. Lines have no path, query string, header or body, so neither payloads nor
   * tokens. They are the only trace of requests that the gateway itself refuses (401, 403, 429). Not with an HTTP API
   * that was passed in.
   *
   * @default true
   */
  readonly accessLogs?: boolean;

  /**
   * Where those lines go. Not with `accessLogs: false`.
   *
   * @default - a new log group, in which they are kept for a month and which goes with the API
   */
  readonly accessLogGroup?: logs.ILogGroup;

  /**
   * Where clients reach the API, without a slash at the end. Say it for a custom domain, or when a passed-in HTTP API
   * has no stage `$default`.
   *
   * @default - the endpoint of the HTTP API
   */
  readonly apiUrl?: string;

  /**
   * Options of all the functions of the API, and of the functions of its workers in the same app, whose own
   * `functionOptions` go on top: memory, VPC, tracing and so on. What can only belong to one of them (`functionName`,
   * `role`) goes into the options of that one.
   *
   * @default - 512 MB, on ARM, with logs that are kept for a month; 15 seconds for the API's function, a minute for the
   * publisher, 50 seconds for the watchdog; 128 MB and 5 seconds for the function of the page
   */
  readonly functionOptions?: lambda.FunctionOptions;

  /**
   * Options of the function that answers the HTTP API, on top of `functionOptions`.
   *
   * @default - none
   */
  readonly apiFunctionOptions?: lambda.FunctionOptions;

  /**
   * Options of the function that publishes tasks to the topic, on top of `functionOptions`.
   *
   * @default - none
   */
  readonly publisherFunctionOptions?: lambda.FunctionOptions;

  /**
   * Options of the function that finds, every minute, the tasks that nobody else will finish, on top of
   * `functionOptions`. With a time-out of a minute or more, two of them may run at once, which is harmless.
   *
   * @default - none
   */
  readonly watchdogFunctionOptions?: lambda.FunctionOptions;

  /**
   * Options of the function that answers `GET /docs`, on top of `functionOptions`. Not without the page.
   *
   * @default - none
   */
  readonly docsFunctionOptions?: lambda.FunctionOptions;
}
