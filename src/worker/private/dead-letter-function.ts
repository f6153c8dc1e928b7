import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../../contract';
import { QUEUE_CONCURRENCY } from '../../private/check-number';
import { feedFromQueue } from '../../private/feed-from-queue';
import { grantItems } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';

/** A batch of ten messages is twenty small calls at most. */
const DEFAULT_TIMEOUT = Duration.seconds(30);

export interface DeadLetterFunctionProps {
  readonly apiName: string;
  readonly table: dynamodb.ITable;
  readonly deadLetterQueue: sqs.IQueue;
  /** How often the worker's queue hands a message out before it gives it up. */
  readonly maxReceiveCount: number;
  readonly options?: lambda.FunctionOptions;
}

/** The function that takes in the messages that a worker's queue gave up on. */
export class DeadLetterFunction extends TaskFunction {
  /** How long a run may take: the dead-letter queue must hide its messages for as long. */
  public static timeoutOf(options: lambda.FunctionOptions = {}): Duration {
    return options.timeout ?? DEFAULT_TIMEOUT;
  }

  constructor(scope: Construct, id: string, props: DeadLetterFunctionProps) {
    super(scope, id, {
      writeCode: prebuilt('dead-letter'),
      environment: {
        [ENV.apiName]: props.apiName,
        [ENV.tableName]: props.table.tableName,
        [ENV.maxReceiveCount]: String(props.maxReceiveCount),
      },
      options: props.options,
      defaults: { description: 'Takes in messages that no worker could', memorySize: 512, timeout: DEFAULT_TIMEOUT },
    });
    grantItems(props.table, this, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
    // Lambda's least concurrency: dead letters come when the account's is short; they must not take more of it.
    feedFromQueue(this, 'EventSource', { queue: props.deadLetterQueue, target: this, batchSize: 10, maxConcurrency: QUEUE_CONCURRENCY.min });
  }
}
