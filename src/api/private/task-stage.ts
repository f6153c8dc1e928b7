import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TaskApiThrottle } from '../task-api-throttle';

/**
 * What the gateway writes about a request: nothing that its sender chose, so neither payloads nor tokens, and nothing
 * that could break the line's JSON. The function's own log lines have the same `function_request_id`.
 */
const LOG_ENTRY = {
  request_id: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  error: '$context.error.responseType',
  source_ip: '$context.identity.sourceIp',
  protocol: '$context.protocol',
  response_length: '$context.responseLength',
  latency: '$context.responseLatency',
  function_status: '$context.integration.status',
  function_latency: '$context.integration.latency',
  function_request_id: '$context.integration.requestId',
};

export interface TaskStageProps {
  readonly httpApi: apigatewayv2.IHttpApi;
  /** The routes that the API answers, and that of its page. */
  readonly routes: string[];
  readonly throttle?: TaskApiThrottle;
  readonly routeThrottles?: { [route: string]: TaskApiThrottle };
  /** Where access logs go; there are none when it is left out. */
  readonly accessLogGroup?: logs.ILogGroup;
}

/** The stage of an HTTP API that has nothing but the API's routes. */
export class TaskStage extends apigatewayv2.HttpStage {
  constructor(scope: Construct, id: string, props: TaskStageProps) {
    const { httpApi, throttle, routeThrottles = {}, routes, accessLogGroup } = props;
    if (throttle) checkThrottle('throttle', throttle);
    for (const [route, routeThrottle] of Object.entries(routeThrottles)) {
      if (!routes.includes(route)) throw new Error(`routeThrottles names ${JSON.stringify(route)}, which this API does not answer; it answers ${routes.join(', ')}`);
      checkThrottle(`routeThrottles of ${route}`, routeThrottle);
    }
    super(scope, id, {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: accessLogGroup && {
        destination: new apigatewayv2.LogGroupLogDestination(accessLogGroup),
        format: AccessLogFormat.custom(JSON.stringify(LOG_ENTRY)),
      },
    });
    if (Object.keys(routeThrottles).length > 0) {
      (this.node.defaultChild as apigatewayv2.CfnStage).routeSettings = Object.fromEntries(
        Object.entries(routeThrottles).map(([route, { rateLimit, burstLimit }]) => [
          route, { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit },
        ]),
      );
    }
  }
}

/**
 * Makes the log group of the gateway's access logs. Its name begins as AWS asks of such groups: others are each named in
 * one policy of the account, which is full at some time, and then a deployment fails.
 */
export function createAccessLogGroup(scope: Construct, id: string, httpApi: apigatewayv2.IHttpApi): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    logGroupName: `/aws/vendedlogs/async-tasks/${httpApi.apiId}`,
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

function checkThrottle(name: string, { rateLimit, burstLimit }: TaskApiThrottle): void {
  if (!Token.isUnresolved(rateLimit) && !(rateLimit > 0)) throw new Error(`${name} has the rateLimit ${rateLimit}, with which no request would pass; it must be above 0`);
  if (!Token.isUnresolved(burstLimit) && !(Number.isInteger(burstLimit) && burstLimit >= 1)) {
    throw new Error(`${name} has the burstLimit ${burstLimit}; it must be a whole number of at least 1, or no request would pass`);
  }
}
