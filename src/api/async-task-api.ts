import { Annotations, Duration, IResource, Names, RemovalPolicy, Resource, Token } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  CONTRACT_VERSION, CREATE_ALIAS, DEFAULT_DEADLINE_DAYS, DEFAULT_EXTERNAL_LEASE_MINUTES, DOCS_ROUTE, MAX_LIST_BUCKETS, MAX_WATCH_BUCKETS, PARAMETER,
  routesIn, splitRoute,
} from '../contract';
import type { Route, ScopeSource } from '../contract';
import { TaskType } from '../task-type/task-type';
import { describeApi, writeDescription } from './private/api-description';
import { ApiFunction } from './private/api-function';
import { checkAuthorization } from './private/authorization';
import { checkAgreement, checkCatalogue } from './private/catalogue';
import { corsPreflight } from './private/cors';
import { DocsFunction } from './private/docs-function';
import { PublisherFunction } from './private/publisher-function';
import { addRoutes, routesOf } from './private/task-routes';
import { createAccessLogGroup, TaskStage } from './private/task-stage';
import { checkTable, createTable } from './private/task-table';
import { WatchdogFunction } from './private/watchdog-function';
import { TaskApiAuth } from './task-api-auth';
import { TaskApiCors } from './task-api-cors';
import { TaskApiThrottle } from './task-api-throttle';
import { TaskScope } from './task-scope';
import { checkNumber } from '../private/check-number';
import { checkDuration, checkLease, isLonger } from '../private/durations';
import { mergeOptions } from '../private/function-options';
import { letCreate } from '../private/grant-task-creation';

/**
 * An asynchronous task API, in this app or another.
 */
export interface IAsyncTaskApi extends IResource {
  /**
   * Where clients reach the API, without a slash at the end: `POST <apiUrl>/tasks`.
   *
   * @attribute
   */
  readonly apiUrl: string;

  /**
   * The id of the HTTP API.
   *
   * @attribute
   */
  readonly apiId: string;

  /**
   * The API's name in metrics: their dimension `Api`.
   */
  readonly apiName: string;

  /**
   * The table of the tasks.
   */
  readonly table: dynamodb.ITable;

  /**
   * The topic on which tasks become available to workers.
   */
  readonly topic: sns.ITopic;

  /**
   * The ARN by which the API's function is invoked to create tasks, and for nothing else; undefined for an API of another
   * app that was imported without it.
   *
   * @attribute
   */
  readonly createFunctionArn?: string;

  /**
   * Lets somebody create tasks: over HTTP, which only means something with `TaskApiAuth.iam()`, and by invoking
   * `createFunctionArn`, in any scope. A Lambda function learns that ARN from its environment variable
   * `ASYNC_TASKS_CREATE_FUNCTION`.
   */
  grantCreate(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets somebody read and list tasks over HTTP. Only means something with `TaskApiAuth.iam()`.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets somebody cancel tasks, retry failed ones and delete settled ones over HTTP. Only means something with
   * `TaskApiAuth.iam()`.
   */
  grantManage(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets an external worker report on tasks over HTTP. Only means something with `TaskApiAuth.iam()`.
   */
  grantReport(grantee: iam.IGrantable): iam.Grant;
}

/**
 * What an app needs to know of a task API that it did not create.
 */
export interface AsyncTaskApiAttributes {
  /**
   * Where clients reach the API, without a slash at the end.
   */
  readonly apiUrl: string;

  /**
   * The id of the HTTP API.
   */
  readonly apiId: string;

  /**
   * The API's name in metrics.
   */
  readonly apiName: string;

  /**
   * The ARN of the table.
   */
  readonly tableArn: string;

  /**
   * The ARN of the topic.
   */
  readonly topicArn: string;

  /**
   * The API's `createFunctionArn`. Whatever creates tasks without HTTP needs it: Lambda functions, schedules, queue
   * sources, and the handlers of workers, for children of their tasks.
   *
   * @default - tasks are created over HTTP only
   */
  readonly createFunctionArn?: string;

  /**
   * The customer-managed key that encrypts the table.
   *
   * @default - the table is encrypted with a key that needs no permissions
   */
  readonly tableEncryptionKey?: kms.IKey;
}

/**
 * Where another app's task API is described, for {@link AsyncTaskApi.fromSsmParameters}.
 */
export interface AsyncTaskApiSsmParameters {
  /**
   * The `ssmPrefix` of the API.
   */
  readonly prefix: string;

  /**
   * The customer-managed key that encrypts the table. The parameters do not tell: synthesis cannot branch on what a
   * parameter will hold.
   *
   * @default - the table is encrypted with a key that needs no permissions
   */
  readonly tableEncryptionKey?: kms.IKey;
}

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

/**
 * What every task API has in common, wherever it was created.
 */
abstract class AsyncTaskApiBase extends Resource implements IAsyncTaskApi {
  public abstract readonly apiUrl: string;
  public abstract readonly apiId: string;
  public abstract readonly apiName: string;
  public abstract readonly table: dynamodb.ITable;
  public abstract readonly topic: sns.ITopic;
  public abstract readonly createFunctionArn?: string;

  /** The stage that callers go through. */
  protected abstract readonly stageName: string;
  /** Whether callers need IAM permissions; assumed where it is not known. */
  protected readonly wantsIam: boolean = true;
  /** Whether `GET /openapi.json` is one of its routes; not assumed, since it could be somebody else's. */
  protected readonly describesItself: boolean = false;

  /**
   * Lets somebody create tasks: over HTTP (`POST /tasks` and `POST /tasks/batch`), which only means something with
   * `TaskApiAuth.iam()`, and by invoking `createFunctionArn`, if that is known. Whoever invokes it is no client and says
   * whose task it creates: grant it to what may create tasks in every scope. A Lambda function learns the ARN from its
   * environment variable `ASYNC_TASKS_CREATE_FUNCTION`, which the clients of `cdk-async-tasks/client` and
   * `async_tasks.client` read.
   */
  public grantCreate(grantee: iam.IGrantable): iam.Grant {
    const routes = routesIn('create');
    if (!this.createFunctionArn) return this.grantRoutes(grantee, routes);
    const invocation = letCreate(grantee, this, this.createFunctionArn);
    return this.wantsIam ? this.grantRoutes(grantee, routes).combine(invocation) : invocation;
  }

  /**
   * Lets somebody read and list tasks over HTTP (`GET /tasks` and `GET /tasks/{id}`), and the API's description if it
   * answers with one. Only means something with `TaskApiAuth.iam()`.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, [...routesIn('read'), ...(this.describesItself ? routesIn('describe') : [])]);
  }

  /**
   * Lets somebody cancel tasks, retry failed ones and delete settled ones over HTTP (`POST /tasks/{id}/cancel`,
   * `POST /tasks/{id}/retry` and `DELETE /tasks/{id}`). Only means something with `TaskApiAuth.iam()`.
   */
  public grantManage(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, routesIn('manage'));
  }

  /**
   * Lets an external worker report on tasks over HTTP (`PATCH /tasks/{id}`). Only means something with
   * `TaskApiAuth.iam()`.
   */
  public grantReport(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, routesIn('report'));
  }

  private grantRoutes(grantee: iam.IGrantable, routes: Route[]): iam.Grant {
    if (!this.wantsIam) {
      Annotations.of(this).addWarningV2('cdk-async-tasks:grantWithoutIam', `a grant to call ${routes.join(' and ')} decides nothing: this API does not ask for IAM permissions`);
    }
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: routes.map(splitRoute).map(({ method, path }) => this.stack.formatArn({
        service: 'execute-api',
        resource: this.apiId,
        resourceName: `${this.stageName}/${method}${path.replace('{id}', '*')}`,
      })),
    });
  }
}

/**
 * An asynchronous task API: clients POST a task and get an id at once, workers do the work, clients read status and
 * result. It consists of an HTTP API with its function, a DynamoDB table whose stream a publisher reads, the SNS topic
 * to which the publisher announces tasks, and a watchdog that sees to those that nobody else will finish.
 * {@link TaskWorker}s subscribe to the topic.
 *
 * @resource AWS::ApiGatewayV2::Api
 */
export class AsyncTaskApi extends AsyncTaskApiBase {
  /**
   * A task API of another stack or app, by its attributes.
   */
  public static fromAsyncTaskApiAttributes(scope: Construct, id: string, attrs: AsyncTaskApiAttributes): IAsyncTaskApi {
    class Import extends AsyncTaskApiBase {
      public readonly apiUrl = attrs.apiUrl;
      public readonly apiId = attrs.apiId;
      public readonly apiName = attrs.apiName;
      public readonly table: dynamodb.ITable = dynamodb.Table.fromTableAttributes(this, 'Table', {
        tableArn: attrs.tableArn,
        encryptionKey: attrs.tableEncryptionKey,
      });
      public readonly topic = sns.Topic.fromTopicArn(this, 'Topic', attrs.topicArn);
      public readonly createFunctionArn = attrs.createFunctionArn;
      // Nobody told us the stage of another app's API.
      protected readonly stageName = '*';
    }
    return new Import(scope, id);
  }

  /**
   * A task API of another app, by the SSM parameters that it writes with its `ssmPrefix`. They are read when the stack
   * is deployed.
   */
  public static fromSsmParameters(scope: Construct, id: string, parameters: AsyncTaskApiSsmParameters): IAsyncTaskApi {
    const read = (name: string) => ssm.StringParameter.valueForStringParameter(scope, parameterName(parameters.prefix, name));
    return AsyncTaskApi.fromAsyncTaskApiAttributes(scope, id, {
      apiUrl: read(PARAMETER.apiUrl),
      apiId: read(PARAMETER.apiId),
      apiName: read(PARAMETER.apiName),
      tableArn: read(PARAMETER.tableArn),
      topicArn: read(PARAMETER.topicArn),
      createFunctionArn: read(PARAMETER.createFunctionArn),
      tableEncryptionKey: parameters.tableEncryptionKey,
    });
  }

  public readonly apiUrl: string;
  public readonly apiId: string;
  public readonly apiName: string;
  public readonly table: dynamodb.ITable;
  public readonly topic: sns.ITopic;
  public readonly createFunctionArn?: string;

  /**
   * The HTTP API that has the routes.
   */
  public readonly httpApi: apigatewayv2.IHttpApi;

  /**
   * The stage of the HTTP API; undefined when the HTTP API was passed in.
   */
  public readonly stage?: apigatewayv2.HttpStage;

  /**
   * Where the gateway logs requests; undefined when it does not, or when the HTTP API was passed in.
   */
  public readonly accessLogGroup?: logs.ILogGroup;

  /**
   * The routes of the HTTP API.
   */
  public readonly routes: apigatewayv2.HttpRoute[];

  /**
   * The function that answers the HTTP API. Its `grantInvoke` is only for what may do everything that the API does, since
   * an invocation can pass for a request; to create tasks, there is `grantCreate`.
   */
  public readonly apiFunction: lambda.Function;

  /**
   * The alias `create` of that function: invoked through it, it creates tasks and does nothing else. Whatever
   * `grantCreate` cannot reach, such as another account, is granted here.
   */
  public readonly createFunction: lambda.Alias;

  /**
   * The function that publishes the tasks of the table's stream to the topic.
   */
  public readonly publisherFunction: lambda.Function;

  /**
   * The function that finds the tasks that nobody else will finish: dispatches that no worker took up, runs whose lease
   * is over, deadlines that have passed, starts and retries that are due.
   */
  public readonly watchdogFunction: lambda.Function;

  /**
   * The function that answers `GET /docs`; undefined when there is no such page.
   */
  public readonly docsFunction?: lambda.Function;

  /**
   * The EventBridge rule that invokes the watchdog every minute. While it is disabled, tasks that run into no trouble
   * are done as ever; scheduled ones do not start, and those whose worker died or whose message was lost stay as they
   * are.
   */
  public readonly watchdogRule: events.Rule;

  /**
   * The description of the API: an OpenAPI 3.1 document, as JSON text.
   */
  public readonly openApiDocument: string;

  protected readonly stageName: string;
  protected readonly wantsIam: boolean;
  protected readonly describesItself: boolean;

  /** @internal */
  public readonly _taskTypes: TaskType[];
  /** @internal */
  public readonly _scopeSource: ScopeSource;
  /**
   * The options of all functions: a worker of this app takes them as its defaults.
   *
   * @internal
   */
  public readonly _functionOptions?: lambda.FunctionOptions;

  private readonly servedBy = new Map<string, string>();

  constructor(scope: Construct, id: string, props: AsyncTaskApiProps = {}) {
    super(scope, id);
    const listTasks = props.listTasks ?? true;
    const watchBuckets = props.watchBuckets ?? 4;
    const limits = timeLimitsOf(props);
    checkProps(props, listTasks);
    checkGatewayProps(props);
    checkTimeLimits(props, limits);
    checkCatalogue(this, props.taskTypes ?? [], limits.deadline);
    if (props.table) checkTable(props.table, listTasks);

    const auth = (props.auth ?? TaskApiAuth.iam()).bind(this);
    const taskScope = props.taskScope ?? TaskScope.shared();
    const openApi = props.openApi ?? auth.openApi ?? false;
    const docs = props.docs ?? (openApi && (auth.openApi ?? false));
    checkDocs(props, openApi, docs, auth.iam);
    const routes = routesOf({ listTasks, openApi, reports: auth.reports });

    this.wantsIam = auth.iam;
    this.describesItself = openApi;
    this._taskTypes = props.taskTypes ?? [];
    this._scopeSource = taskScope._source;
    this._functionOptions = props.functionOptions;
    this.openApiDocument = describeApi({ title: `${id} API`, auth, routes, taskTypes: this._taskTypes });
    if (props.openApiFile !== undefined) writeDescription(props.openApiFile, this.openApiDocument);
    this.apiName = Names.uniqueResourceName(this, { maxLength: 64 });
    this.table = props.table ?? createTable(this, 'Table', listTasks, props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.topic = props.topic ?? createTopic(this, 'Topic');

    this.apiFunction = new ApiFunction(this, 'ApiFunction', {
      apiName: this.apiName,
      table: this.table,
      taskTypes: this._taskTypes,
      routes,
      scope: this._scopeSource,
      reporters: auth.reporters,
      listBuckets: listTasks ? props.listBuckets ?? defaultListBuckets(taskScope) : 0,
      watchBuckets,
      retention: props.retention ?? Duration.days(30),
      longPolling: props.longPolling,
      ...limits,
      description: this.openApiDocument,
      foreignQuery: auth.readsQuery,
      options: mergeOptions(props.functionOptions, props.apiFunctionOptions),
    });
    this.createFunction = new lambda.Alias(this, 'CreateFunction', { aliasName: CREATE_ALIAS, version: this.apiFunction.latestVersion });
    this.createFunctionArn = this.createFunction.functionArn;
    this.publisherFunction = new PublisherFunction(this, 'PublisherFunction', {
      apiName: this.apiName,
      table: this.table,
      topic: this.topic,
      options: mergeOptions(props.functionOptions, props.publisherFunctionOptions),
    });

    const watchdog = new WatchdogFunction(this, 'WatchdogFunction', {
      apiName: this.apiName,
      table: this.table,
      watchBuckets,
      options: mergeOptions(props.functionOptions, props.watchdogFunctionOptions),
    });
    this.watchdogFunction = watchdog;
    this.watchdogRule = watchdog.rule;

    if (docs) this.docsFunction = new DocsFunction(this, 'DocsFunction', mergeOptions(props.functionOptions, props.docsFunctionOptions));

    this.httpApi = props.httpApi ?? new apigatewayv2.HttpApi(this, 'HttpApi', {
      createDefaultStage: false,
      corsPreflight: props.cors && corsPreflight(props.cors, routes, auth.iam),
    });
    const { httpApi, apiFunction, docsFunction } = this;
    this.routes = addRoutes(this, { httpApi, apiFunction, docsFunction, auth, routes });
    checkAuthorization(this.routes, taskScope, auth);
    if (!props.httpApi) {
      if (props.accessLogs ?? true) this.accessLogGroup = props.accessLogGroup ?? createAccessLogGroup(this, 'AccessLogs', this.httpApi);
      const { throttle, routeThrottles } = props;
      this.stage = new TaskStage(this, 'Stage', {
        httpApi, routes: [...routes, ...(docs ? [DOCS_ROUTE] : [])], throttle, routeThrottles, accessLogGroup: this.accessLogGroup,
      });
      // A stage's settings can name routes, and a deployment without them would answer nothing.
      this.stage.node.addDependency(...this.routes);
    }
    this.stageName = this.stage?.stageName ?? '*';
    this.apiId = this.httpApi.apiId;
    this.apiUrl = props.apiUrl ?? endpointOf(this.httpApi);

    if (props.ssmPrefix) this.describe(props.ssmPrefix);
  }

  /**
   * Called by a worker of this app, so that two that cannot both be right are told at synthesis.
   *
   * @internal
   */
  public _addWorker(worker: Construct, taskTypes: TaskType[]): void {
    for (const taskType of taskTypes) {
      const { name } = taskType;
      const declared = this._taskTypes.find((candidate) => candidate.name === name);
      if (this._taskTypes.length > 0 && !declared) {
        throw new Error(`the worker ${worker.node.path} serves the task type "${name}", which the API ${this.node.path} does not declare; add it to the API's taskTypes (${this._taskTypes.map((candidate) => candidate.name).join(', ')})`);
      }
      checkAgreement(worker, taskType, this, declared);
      const other = this.servedBy.get(name);
      if (other) {
        throw new Error(`the task type "${name}" is served by two workers, ${other} and ${worker.node.path}: each task would go to whichever is first; give it to one of them`);
      }
      this.servedBy.set(name, worker.node.path);
    }
  }

  private describe(prefix: string): void {
    const write = (id: string, name: string, stringValue: string) => new ssm.StringParameter(this, id, {
      parameterName: parameterName(prefix, name),
      // Said for a prefix that is not known yet: a name with a path is never simple.
      simpleName: false,
      stringValue,
    });
    write('ApiUrlParameter', PARAMETER.apiUrl, this.apiUrl);
    write('ApiIdParameter', PARAMETER.apiId, this.apiId);
    write('ApiNameParameter', PARAMETER.apiName, this.apiName);
    write('TableArnParameter', PARAMETER.tableArn, this.table.tableArn);
    write('TopicArnParameter', PARAMETER.topicArn, this.topic.topicArn);
    write('CreateFunctionArnParameter', PARAMETER.createFunctionArn, this.createFunction.functionArn);
    write('ContractVersionParameter', PARAMETER.contractVersion, CONTRACT_VERSION);
  }
}

function checkProps(props: AsyncTaskApiProps, listTasks: boolean): void {
  const { listBuckets, watchBuckets, functionOptions, table, removalPolicy, topic, retention, ssmPrefix, apiUrl } = props;
  if (table && removalPolicy) throw new Error('removalPolicy is for the table that the API creates; set it on the table that you pass in');
  if (!listTasks && listBuckets !== undefined) throw new Error(`listBuckets is ${listBuckets}, but listTasks is false: leave one of them out`);
  checkNumber('listBuckets', listBuckets, 1, MAX_LIST_BUCKETS);
  checkNumber('watchBuckets', watchBuckets, 1, MAX_WATCH_BUCKETS);
  if (retention && !retention.isUnresolved() && retention.toSeconds() < 1) {
    throw new Error('retention must be at least a second: a task that disappears as it settles has a result that nobody can read');
  }
  if (ssmPrefix && !Token.isUnresolved(ssmPrefix) && !ssmPrefix.startsWith('/')) {
    throw new Error(`ssmPrefix must begin with a slash, as the names of parameters with a path do, not ${JSON.stringify(ssmPrefix)}`);
  }
  if (apiUrl && !Token.isUnresolved(apiUrl) && apiUrl.endsWith('/')) {
    throw new Error(`apiUrl must not end with a slash, since clients append /tasks to it: ${JSON.stringify(apiUrl)}`);
  }
  if (topic?.fifo) throw new Error(`the topic ${topic.node.path} is a FIFO topic, which delivers only to FIFO queues; pass a standard one`);
  for (const name of ['functionName', 'role'] as const) {
    if (functionOptions?.[name]) throw new Error(`functionOptions.${name} cannot belong to all functions of the API; set it in apiFunctionOptions, publisherFunctionOptions, watchdogFunctionOptions or docsFunctionOptions`);
  }
}

/** Throws when nobody could use the page. */
function checkDocs({ docsFunctionOptions }: AsyncTaskApiProps, openApi: boolean, docs: boolean, wantsIam: boolean): void {
  if (docs && wantsIam) {
    throw new Error('docs is true, but clients of this API sign their requests with AWS credentials, which a browser that goes to /docs cannot; leave docs out, and show the file that openApiFile writes');
  }
  if (docs && !openApi) throw new Error('docs is true, but the page shows what GET /openapi.json answers, and openApi is not true: set it, or leave docs out');
  if (!docs && docsFunctionOptions) throw new Error('docsFunctionOptions is for the function of the page GET /docs, which this API does not have; leave it out, or set docs');
}

/** The props of the HTTP API and the stage that the API makes. */
const GATEWAY_PROPS = ['throttle', 'routeThrottles', 'cors', 'accessLogs', 'accessLogGroup'] as const;

function checkGatewayProps(props: AsyncTaskApiProps): void {
  const { httpApi, accessLogs, accessLogGroup } = props;
  const needless = httpApi && GATEWAY_PROPS.find((name) => props[name] !== undefined);
  if (needless) throw new Error(`${needless} is for the HTTP API and the stage that the API makes; set it on the HTTP API ${httpApi.node.path} that you pass in, or on its stages`);
  if (accessLogs === false && accessLogGroup) {
    throw new Error(`accessLogs is false, but there is the accessLogGroup ${accessLogGroup.node.path}: leave one of them out`);
  }
}

/** Tasks of one scope that everybody shares come faster than those of one among many. */
function defaultListBuckets(taskScope: TaskScope): number {
  return taskScope._source.from === 'shared' ? 4 : 1;
}

/** When a task is given up, and when a worker that reports over HTTP. */
interface TimeLimits {
  readonly deadline: Duration;
  readonly externalLease: Duration;
}

function timeLimitsOf(props: AsyncTaskApiProps): TimeLimits {
  const deadline = props.deadline ?? Duration.days(DEFAULT_DEADLINE_DAYS);
  const lease = Duration.minutes(DEFAULT_EXTERNAL_LEASE_MINUTES);
  return { deadline, externalLease: props.externalLease ?? (isLonger(lease, deadline) ? deadline : lease) };
}

function checkTimeLimits(props: AsyncTaskApiProps, { deadline, externalLease }: TimeLimits): void {
  checkDuration('deadline', props.deadline, Duration.minutes(1));
  checkDuration('externalLease', props.externalLease, Duration.seconds(1));
  checkLease('externalLease', externalLease, deadline);
}

function createTopic(scope: Construct, id: string): sns.Topic {
  const topic = new sns.Topic(scope, id, { enforceSSL: true });
  // By its alias: everybody who may publish may use this key, so there is nothing to grant.
  (topic.node.defaultChild as sns.CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
  return topic;
}

function endpointOf(httpApi: apigatewayv2.IHttpApi): string {
  try {
    return httpApi.apiEndpoint;
  } catch {
    throw new Error(`the HTTP API ${httpApi.node.path} was imported without its endpoint: say with apiUrl where clients reach it`);
  }
}

function parameterName(prefix: string, name: string): string {
  return `${prefix.replace(/\/+$/, '')}/${name}`;
}
