import { Annotations, Duration, IResource, Names, RemovalPolicy, Resource, Token } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ApiFunction } from './private/api-function';
import { PublisherFunction } from './private/publisher-function';
import { addRoutes, routesOf } from './private/task-routes';
import { checkTable, createTable } from './private/task-table';
import { TaskApiAuth } from './task-api-auth';
import { CONTRACT_VERSION, MAX_LIST_BUCKETS, PARAMETER, ROUTE, splitRoute } from '../contract';
import type { Route } from '../contract';
import { checkNumber } from '../private/check-number';
import { mergeOptions } from '../private/function-options';
import { TaskType } from '../task-type';

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
   * Lets somebody create tasks over HTTP. Only means something with `TaskApiAuth.iam()`.
   */
  grantCreate(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets somebody read and list tasks over HTTP. Only means something with `TaskApiAuth.iam()`.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

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
   * The task types that clients may ask for. Name those, too, that workers of other apps serve.
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
   * Whether clients can list tasks (`GET /tasks`). The list is an index of the table, and costs one write unit a task.
   *
   * @default true
   */
  readonly listTasks?: boolean;

  /**
   * Over how many partitions of the list index tasks are spread, 1 to 16. Each takes about 1,000 new tasks a second
   * (a DynamoDB quota), and each is one query a page. The number may grow later, but never shrink: tasks in a partition
   * beyond it would not be listed.
   *
   * @default 4
   */
  readonly listBuckets?: number;

  /**
   * How long a settled task can still be read, when its client does not say so with `ttl`. In whole seconds.
   *
   * @default Duration.days(30)
   */
  readonly retention?: Duration;

  /**
   * Below which path the API describes itself in SSM parameters, so that workers of other apps find it with
   * {@link AsyncTaskApi.fromSsmParameters}. With `/tasks`, its URL is at `/tasks/api_url` and its topic at
   * `/tasks/topic_arn`.
   *
   * @default - no parameters
   */
  readonly ssmPrefix?: string;

  /**
   * The table of the tasks. It needs a string partition key `id`, a stream with new images, `ttl` as its time to live
   * attribute and, unless `listTasks` is false, the index `list`; synthesis says what is missing. Other items can live
   * in it as long as they have no attribute `step`.
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
   * Where clients reach the API, without a slash at the end. Say it for a custom domain, or when a passed-in HTTP API
   * has no stage `$default`.
   *
   * @default - the endpoint of the HTTP API
   */
  readonly apiUrl?: string;

  /**
   * Options of all the functions of the API: memory, VPC, tracing and so on. What can only belong to one of them
   * (`functionName`, `role`) goes into the options of that one.
   *
   * @default - 512 MB, on ARM, with logs that are kept for a month; 15 seconds for the API's function, a minute for the
   * publisher
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

  /** The stage that callers go through. */
  protected abstract readonly stageName: string;
  /** Whether callers need IAM permissions; assumed where it is not known. */
  protected readonly wantsIam: boolean = true;

  /**
   * Lets somebody create tasks over HTTP (`POST /tasks`). Only means something with `TaskApiAuth.iam()`.
   */
  public grantCreate(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, [ROUTE.create]);
  }

  /**
   * Lets somebody read and list tasks over HTTP (`GET /tasks` and `GET /tasks/{id}`). Only means something with
   * `TaskApiAuth.iam()`.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, [ROUTE.list, ROUTE.read]);
  }

  /**
   * Lets an external worker report on tasks over HTTP (`PATCH /tasks/{id}`). Only means something with
   * `TaskApiAuth.iam()`.
   */
  public grantReport(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, [ROUTE.report]);
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
 * result. It consists of an HTTP API with its function, a DynamoDB table whose stream a publisher reads, and the SNS
 * topic to which the publisher announces tasks. {@link TaskWorker}s subscribe to the topic.
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
      tableEncryptionKey: parameters.tableEncryptionKey,
    });
  }

  public readonly apiUrl: string;
  public readonly apiId: string;
  public readonly apiName: string;
  public readonly table: dynamodb.ITable;
  public readonly topic: sns.ITopic;

  /**
   * The HTTP API that has the routes.
   */
  public readonly httpApi: apigatewayv2.IHttpApi;

  /**
   * The stage of the HTTP API; undefined when the HTTP API was passed in.
   */
  public readonly stage?: apigatewayv2.HttpStage;

  /**
   * The routes of the HTTP API.
   */
  public readonly routes: apigatewayv2.HttpRoute[];

  /**
   * The function that answers the HTTP API. Invoked directly, it creates tasks: grant that with its `grantInvoke`, and
   * only to what may do everything that the API does, since an invocation can also pass for a request.
   */
  public readonly apiFunction: lambda.Function;

  /**
   * The function that publishes the tasks of the table's stream to the topic.
   */
  public readonly publisherFunction: lambda.Function;

  protected readonly stageName: string;
  protected readonly wantsIam: boolean;

  private readonly taskTypes: TaskType[];
  private readonly servedBy = new Map<string, string>();

  constructor(scope: Construct, id: string, props: AsyncTaskApiProps = {}) {
    super(scope, id);
    const listTasks = props.listTasks ?? true;
    checkProps(props, listTasks);
    if (props.table) checkTable(props.table, listTasks);

    const auth = (props.auth ?? TaskApiAuth.iam()).bind(this);
    const routes = routesOf(auth, listTasks);

    this.wantsIam = auth.iam;
    this.taskTypes = props.taskTypes ?? [];
    this.apiName = Names.uniqueResourceName(this, { maxLength: 64 });
    this.table = props.table ?? createTable(this, 'Table', listTasks, props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.topic = props.topic ?? createTopic(this, 'Topic');

    this.apiFunction = new ApiFunction(this, 'ApiFunction', {
      apiName: this.apiName,
      table: this.table,
      taskTypes: this.taskTypes,
      routes,
      listBuckets: listTasks ? props.listBuckets ?? 4 : 0,
      retention: props.retention ?? Duration.days(30),
      options: mergeOptions(props.functionOptions, props.apiFunctionOptions),
    });
    this.publisherFunction = new PublisherFunction(this, 'PublisherFunction', {
      apiName: this.apiName,
      table: this.table,
      topic: this.topic,
      options: mergeOptions(props.functionOptions, props.publisherFunctionOptions),
    });

    this.httpApi = props.httpApi ?? new apigatewayv2.HttpApi(this, 'HttpApi', { createDefaultStage: false });
    this.routes = addRoutes(this, { httpApi: this.httpApi, apiFunction: this.apiFunction, auth, routes });
    if (!props.httpApi) {
      this.stage = new apigatewayv2.HttpStage(this, 'Stage', { httpApi: this.httpApi, stageName: '$default', autoDeploy: true });
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
    for (const { name } of taskTypes) {
      if (this.taskTypes.length > 0 && !this.taskTypes.some((declared) => declared.name === name)) {
        throw new Error(`the worker ${worker.node.path} serves the task type "${name}", which the API ${this.node.path} does not declare; add it to the API's taskTypes (${this.taskTypes.map((declared) => declared.name).join(', ')})`);
      }
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
    write('ContractVersionParameter', PARAMETER.contractVersion, CONTRACT_VERSION);
  }
}

function checkProps(props: AsyncTaskApiProps, listTasks: boolean): void {
  const { listBuckets, functionOptions, table, removalPolicy, topic, retention, ssmPrefix, apiUrl } = props;
  if (table && removalPolicy) throw new Error('removalPolicy is for the table that the API creates; set it on the table that you pass in');
  if (!listTasks && listBuckets !== undefined) throw new Error(`listBuckets is ${listBuckets}, but listTasks is false: leave one of them out`);
  checkNumber('listBuckets', listBuckets, 1, MAX_LIST_BUCKETS);
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
    if (functionOptions?.[name]) throw new Error(`functionOptions.${name} cannot belong to all functions of the API; set it in apiFunctionOptions or publisherFunctionOptions`);
  }
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
