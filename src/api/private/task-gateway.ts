import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { checkAuthorization } from './check-authorization';
import { corsPreflight } from './cors';
import { TaskApiSettings } from './task-api-settings';
import { addRoutes } from './task-routes';
import { createAccessLogGroup, TaskStage } from './task-stage';
import { DOCS_ROUTE } from '../../contract';
import { AsyncTaskApiProps } from '../async-task-api-props';

/** What lies between the clients of an API and its functions. */
export interface TaskGateway {
  readonly httpApi: apigatewayv2.IHttpApi;
  readonly routes: apigatewayv2.HttpRoute[];
  /** Undefined when the HTTP API was passed in: its stages are the user's. */
  readonly stage?: apigatewayv2.HttpStage;
  readonly accessLogGroup?: logs.ILogGroup;
  readonly url: string;
}

/** The functions to which the gateway hands requests on. */
export interface GatewayTargets {
  readonly apiFunction: lambda.IFunction;
  /** Undefined when there is no page. */
  readonly docsFunction?: lambda.IFunction;
}

/** Adds the routes of an API to its HTTP API, which is made unless it was passed in, with a stage and access logs. */
export function createGateway(scope: Construct, props: AsyncTaskApiProps, settings: TaskApiSettings, targets: GatewayTargets): TaskGateway {
  const { auth, taskScope } = settings;
  const httpApi = props.httpApi ?? createHttpApi(scope, props, settings);
  const routes = addRoutes(scope, { httpApi, auth, routes: settings.routes, ...targets });
  checkAuthorization(routes, taskScope, auth);
  const ownStage = props.httpApi ? {} : createStage(scope, props, settings, { httpApi, routes });
  return { httpApi, routes, ...ownStage, url: props.apiUrl ?? endpointOf(httpApi) };
}

function createHttpApi(scope: Construct, { cors }: AsyncTaskApiProps, { routes, auth }: TaskApiSettings): apigatewayv2.HttpApi {
  return new apigatewayv2.HttpApi(scope, 'HttpApi', {
    createDefaultStage: false,
    corsPreflight: cors && corsPreflight(cors, routes, auth.iam),
  });
}

function createStage(
  scope: Construct, props: AsyncTaskApiProps, settings: TaskApiSettings, { httpApi, routes }: Pick<TaskGateway, 'httpApi' | 'routes'>,
): Pick<TaskGateway, 'stage' | 'accessLogGroup'> {
  const { throttle, routeThrottles, accessLogs = true } = props;
  const accessLogGroup = accessLogs ? props.accessLogGroup ?? createAccessLogGroup(scope, 'AccessLogs', httpApi) : undefined;
  const stage = new TaskStage(scope, 'Stage', {
    httpApi, routes: [...settings.routes, ...(settings.docs ? [DOCS_ROUTE] : [])], throttle, routeThrottles, accessLogGroup,
  });
  // A stage's settings can name routes, and a deployment without them would answer nothing.
  stage.node.addDependency(...routes);
  return { stage, accessLogGroup };
}

function endpointOf(httpApi: apigatewayv2.IHttpApi): string {
  try {
    return httpApi.apiEndpoint;
  } catch {
    throw new Error(`the HTTP API ${httpApi.node.path} was imported without its endpoint: say with apiUrl where clients reach it`);
  }
}
