import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEventV2, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { StreamHandler } from './deployment';
import { Deployment } from './deployment';
import type { RunContext, Resources } from './resources';
import { userHandler } from './user-handler';
import { ConditionFailed } from '../../runtime/core/ports';
import type { Task, TaskContext } from '../../sdk/typescript/handler';
import { MESSAGE_ATTRIBUTE, ROUTE } from '../../src/contract';
import { TABLE } from '../aws/dynamodb/task-table';
import type { Environment } from '../aws/environment';
import type { ApiFunction, Gateway } from '../aws/gateway';
import { Queue } from '../aws/queue';
import type { HttpResponse } from '../aws/requests';
import { TASK_TYPE } from '../scenarios/task-types';
import { MINUTE, SECOND } from '../world/time';

/** How often an SDK sends a message in all that the topic refuses for no fault of the message's. */
const PUBLISH_TRIES = 3;

/** The recipe's handlers say nothing while they work. */
const CONTEXT = { progress: async () => undefined, heartbeat: async () => true } as Partial<TaskContext> as TaskContext;

/**
 * The recipe that this library replaces, for comparison. It has the recipe's conditions and no others: a report asks that
 * the task exists and, when it says IN_PROGRESS, that it is CREATED; the publisher and the receiver of a
 * message ask nothing. A message is received once, a batch of the stream comes again five times. Time-outs, concurrency
 * and the SDK are as the library has them.
 */
export function deployRecipe(context: RunContext): Deployment {
  const { world, faults, settings: { worker, streamBatchSize } } = context;
  const deadLetters = new Queue(world, faults, { name: 'recipe-dead', visibilityTimeout: MINUTE, maxReceiveCount: Infinity });
  const queue = new Queue(world, faults, { name: 'recipe', visibilityTimeout: worker.timeout, maxReceiveCount: 1, deadLetters });
  const deployment = new Deployment(context, {
    loadApi,
    loadPublisher,
    stream: { batchSize: streamBatchSize, takes: ({ old }) => old === undefined, maxRetries: 5 },
    subscriptions: [{ taskType: TASK_TYPE.standard, queue }],
  });
  deployment.connectWorker(queue, {
    target: deployment.newFunction('worker', worker, (environment) => loadWorker(deployment, environment)),
    call: (work, event) => work(event),
    batchSize: 1,
    concurrency: worker.mappingConcurrency,
  });
  return deployment;
}

function loadApi({ world, table }: Resources, environment: Environment): ApiFunction {
  const store = table.portOf(environment);
  const now = (): number => Math.floor(environment.clock.now() / SECOND);
  return async (event) => {
    const { routeKey, pathParameters, body } = event as APIGatewayProxyEventV2;
    const { task_type, data, status, status_msg = '' } = JSON.parse(body ?? '{}');
    if (routeKey === ROUTE.create) {
      const id = Buffer.from(world.prng.bytes(16)).toString('hex');
      await store.put({ TableName: TABLE, Item: { id, task_type, status: 'CREATED', payload: encode(data), created_time: now() } });
      return { statusCode: 201, body: JSON.stringify({ id }) };
    }
    const id = pathParameters!.id!;
    if (routeKey === ROUTE.read) {
      const item = await store.get({ TableName: TABLE, Key: { id } });
      return item ? { statusCode: 200, body: JSON.stringify(item) } : { statusCode: 404, body: '{"detail":"Task not found"}' };
    }
    try {
      await store.update({
        TableName: TABLE,
        Key: { id },
        UpdateExpression: 'SET #status = :status, status_msg = :status_msg, updated_time = :now',
        ConditionExpression: `attribute_exists(id)${status === 'IN_PROGRESS' ? ' AND #status = :CREATED' : ''}`,
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': status, ':status_msg': status_msg, ':now': now(), ...(status === 'IN_PROGRESS' && { ':CREATED': 'CREATED' }) },
      });
      return { statusCode: 204 };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return { statusCode: 400, body: '{"detail":"Task does not exist or is already in progress."}' };
    }
  };
}

function loadPublisher({ topic }: Resources, environment: Environment): StreamHandler {
  const port = topic.portOf(environment);
  const publish = async (item: Record<string, string>): Promise<void> => {
    const attributes = { [MESSAGE_ATTRIBUTE.taskId]: item.id, [MESSAGE_ATTRIBUTE.taskType]: item.task_type };
    const entry = {
      Id: '0',
      Message: item.payload,
      MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])),
    };
    for (let left = PUBLISH_TRIES; left > 0; left -= 1) {
      const { Failed = [] } = await port.publishBatch({ TopicArn: 'topic', PublishBatchRequestEntries: [entry] });
      if (Failed.length === 0) return;
    }
    throw new Error('the topic refuses the message');
  };
  return {
    publish: async ({ Records }) => {
      for (const { dynamodb } of Records) await publish(unmarshall(dynamodb!.NewImage as Parameters<typeof unmarshall>[0]));
      return { batchItemFailures: [] };
    },
  };
}

function loadWorker({ resources, gateway }: Deployment, environment: Environment): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const handle = userHandler(resources, environment);
  const report = async (id: string, status: string, status_msg: string): Promise<void> => {
    const answer = await patch(gateway, environment, id, { status, status_msg });
    if (answer.status !== 204) throw new Error('Update task status failed');
  };
  return async ({ Records }) => {
    for (const { body, messageAttributes } of Records) {
      const id = messageAttributes[MESSAGE_ATTRIBUTE.taskId].stringValue!;
      const task = { id, task_type: messageAttributes[MESSAGE_ATTRIBUTE.taskType].stringValue!, data: decode(body), attempt: 1 } as Task;
      await report(id, 'IN_PROGRESS', 'Task started');
      try {
        await handle(task, CONTEXT);
      } catch (error) {
        await report(id, 'FAILED', String(error));
        continue;
      }
      await report(id, 'COMPLETED', 'Task completed');
    }
    return { batchItemFailures: [] };
  };
}

/** A request of the worker's, which is sent once. */
function patch(gateway: Gateway, environment: Environment, id: string, body: object): Promise<HttpResponse> {
  return environment.call<HttpResponse>((reply) => gateway.send({ route: ROUTE.report, id, body }, (response) => {
    if (response) reply.value(response);
    else reply.error(new Error('the connection was lost'));
  }));
}

function encode(data: unknown): string {
  return Buffer.from(JSON.stringify(data)).toString('base64');
}

function decode(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64').toString());
}
