import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { DirectCreation } from './creation/direct-creation';
import type { HttpHandler } from './http/http';
import { CREATE_ALIAS } from '../../src/contract';
import type { ScheduledCreation } from '../../src/contract';
import type { CreateAnswer } from '../core/ports';

export type InvocationAnswer = APIGatewayProxyStructuredResultV2 | CreateAnswer[];

const CREATES = 'creates tasks, and its event is a list of them: [{"task_type": …, "data": …}]';

/**
 * Tells by its event what an invocation asks for: an answer to a request that the gateway passes on, or the creation of
 * tasks. Who may only create has to come through an alias, where nothing that looks like a request is one.
 */
export function invocationHandler(
  http: HttpHandler, creation: Pick<DirectCreation, 'ofList' | 'ofSchedule'>,
): (event: unknown, context: Context) => Promise<InvocationAnswer> {
  return async (event, context) => {
    if (Array.isArray(event)) return creation.ofList(event);
    if (isScheduled(event)) return creation.ofSchedule(event);
    if (qualifierOf(context.invokedFunctionArn) === CREATE_ALIAS) throw new Error(`the alias ${CREATE_ALIAS} of this function ${CREATES}`);
    if (isRequest(event)) return http(event, context);
    throw new Error(`this function answers its HTTP API; invoked directly, it ${CREATES}`);
  };
}

/** `arn:<partition>:lambda:<region>:<account>:function:<name>:<qualifier>`; without a qualifier for who names none. */
function qualifierOf(arn: string): string | undefined {
  return arn.split(':')[7];
}

function isScheduled(event: unknown): event is ScheduledCreation {
  const { schedule, tasks } = event as Partial<ScheduledCreation> ?? {};
  return typeof schedule === 'string' && Array.isArray(tasks);
}

function isRequest(event: unknown): event is APIGatewayProxyEventV2 {
  return (event as Partial<APIGatewayProxyEventV2> | null)?.requestContext?.http !== undefined;
}
