import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { IAsyncTaskApi } from '../../api/async-task-api-interface';
import type { RequestTemplate } from '../../contract';
import { ENV } from '../../contract';
import { grantTaskCreation } from '../../private/grant-task-creation';
import { prebuilt, TaskFunction } from '../../private/task-function';

/** As long as SQS hides a message where nobody says otherwise, and twice what the function of the API may take. */
const DEFAULT_TIMEOUT = Duration.seconds(30);

export interface QueueSourceFunctionProps {
  readonly api: IAsyncTaskApi;
  readonly createFunctionArn: string;
  /** What each message asks for. */
  readonly request: RequestTemplate;
  readonly deadLetterQueue: sqs.IQueue;
  readonly options?: lambda.FunctionOptions;
}

/** The function that makes tasks of the messages of a user's queue. */
export class QueueSourceFunction extends TaskFunction {
  /** How long a run may take: the queue must hide its messages for as long. */
  public static timeoutOf(options: lambda.FunctionOptions = {}): Duration {
    return options.timeout ?? DEFAULT_TIMEOUT;
  }

  constructor(scope: Construct, id: string, { api, createFunctionArn, request, deadLetterQueue, options }: QueueSourceFunctionProps) {
    super(scope, id, {
      writeCode: prebuilt('queue-source'),
      environment: {
        [ENV.apiName]: api.apiName,
        [ENV.request]: Stack.of(scope).toJsonString(request),
        [ENV.deadLetterQueueUrl]: deadLetterQueue.queueUrl,
      },
      options,
      defaults: { description: 'Makes tasks of the messages of a queue', memorySize: 512, timeout: DEFAULT_TIMEOUT },
    });
    grantTaskCreation(this, api, createFunctionArn);
    deadLetterQueue.grantSendMessages(this);
  }
}
