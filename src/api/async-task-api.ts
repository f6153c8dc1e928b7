import { Names, RemovalPolicy } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AsyncTaskApiAttributes, AsyncTaskApiSsmParameters } from './async-task-api-attributes';
import { IAsyncTaskApi } from './async-task-api-interface';
import { AsyncTaskApiProps } from './async-task-api-props';
import { CREATE_ALIAS } from '../contract';
import type { ScopeSource } from '../contract';
import { describeApi, writeDescription } from './private/api-description';
import { ApiFunction } from './private/api-function';
import { AsyncTaskApiBase } from './private/async-task-api-base';
import { checkCatalogue } from './private/catalogue';
import { checkProps } from './private/check-props';
import { DocsFunction } from './private/docs-function';
import { ImportedAsyncTaskApi } from './private/imported-async-task-api';
import { PublisherFunction } from './private/publisher-function';
import { readSsmParameters, writeSsmParameters } from './private/ssm-parameters';
import { settingsOf } from './private/task-api-settings';
import { createGateway } from './private/task-gateway';
import { createTable } from './private/task-table';
import { createTopic } from './private/task-topic';
import { WatchdogFunction } from './private/watchdog-function';
import { WorkerRegistry } from './private/worker-registry';
import { mergeOptions } from '../private/function-options';
import { TaskType } from '../task-type/task-type';

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
    return new ImportedAsyncTaskApi(scope, id, attrs);
  }

  /**
   * A task API of another app, by the SSM parameters that it writes with its `ssmPrefix`. They are read when the stack
   * is deployed.
   */
  public static fromSsmParameters(scope: Construct, id: string, parameters: AsyncTaskApiSsmParameters): IAsyncTaskApi {
    return new ImportedAsyncTaskApi(scope, id, readSsmParameters(scope, parameters));
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
  /** @internal */
  public readonly _workers: WorkerRegistry;

  constructor(scope: Construct, id: string, props: AsyncTaskApiProps = {}) {
    super(scope, id);
    const settings = settingsOf(this, props);
    checkProps(props, settings);
    checkCatalogue(this, settings);

    const { auth, routes, taskTypes } = settings;
    this.wantsIam = auth.iam;
    this.describesItself = settings.openApi;
    this._taskTypes = taskTypes;
    this._scopeSource = settings.taskScope._source;
    this._functionOptions = props.functionOptions;
    this._workers = new WorkerRegistry(this, taskTypes);

    this.openApiDocument = describeApi({ title: `${id} API`, auth, routes, taskTypes });
    if (props.openApiFile !== undefined) writeDescription(props.openApiFile, this.openApiDocument);

    this.apiName = Names.uniqueResourceName(this, { maxLength: 64 });
    this.table = props.table ?? createTable(this, 'Table', settings.listTasks, props.removalPolicy ?? RemovalPolicy.RETAIN);
    this.topic = props.topic ?? createTopic(this, 'Topic');

    const { apiName, table, topic } = this;
    const { watchBuckets } = settings;
    const optionsWith = (own?: lambda.FunctionOptions) => mergeOptions(props.functionOptions, own);
    this.apiFunction = new ApiFunction(this, 'ApiFunction', {
      apiName, table, settings, description: this.openApiDocument, options: optionsWith(props.apiFunctionOptions),
    });
    this.createFunction = new lambda.Alias(this, 'CreateFunction', { aliasName: CREATE_ALIAS, version: this.apiFunction.latestVersion });
    this.createFunctionArn = this.createFunction.functionArn;
    this.publisherFunction = new PublisherFunction(this, 'PublisherFunction', {
      apiName, table, topic, options: optionsWith(props.publisherFunctionOptions),
    });
    const watchdog = new WatchdogFunction(this, 'WatchdogFunction', {
      apiName, table, watchBuckets, options: optionsWith(props.watchdogFunctionOptions),
    });
    this.watchdogFunction = watchdog;
    this.watchdogRule = watchdog.rule;
    if (settings.docs) this.docsFunction = new DocsFunction(this, 'DocsFunction', optionsWith(props.docsFunctionOptions));

    const { apiFunction, docsFunction } = this;
    const gateway = createGateway(this, props, settings, { apiFunction, docsFunction });
    this.httpApi = gateway.httpApi;
    this.routes = gateway.routes;
    this.stage = gateway.stage;
    this.accessLogGroup = gateway.accessLogGroup;
    this.stageName = gateway.stage?.stageName ?? '*';
    this.apiId = gateway.httpApi.apiId;
    this.apiUrl = gateway.url;

    if (props.ssmPrefix) writeSsmParameters(this, props.ssmPrefix);
  }
}
