import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DISPATCHED_STEPS, ENV, STEP_ATTRIBUTE } from '../../contract';
import { grantItems } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';

export interface PublisherFunctionProps {
  readonly apiName: string;
  readonly table: dynamodb.ITable;
  readonly topic: sns.ITopic;
  readonly options: lambda.FunctionOptions;
}

/** The function that publishes the tasks of the table's stream to the topic. */
export class PublisherFunction extends TaskFunction {
  constructor(scope: Construct, id: string, { apiName, table, topic, options }: PublisherFunctionProps) {
    super(scope, id, {
      writeCode: prebuilt('publisher'),
      environment: {
        [ENV.apiName]: apiName,
        [ENV.tableName]: table.tableName,
        [ENV.topicArn]: topic.topicArn,
      },
      options,
      defaults: { description: 'Publishes tasks to their workers', memorySize: 512, timeout: Duration.minutes(1) },
    });
    grantItems(table, this, ['dynamodb:GetItem']);
    topic.grantPublish(this);
    this.readStream(table);
  }

  private readStream(table: dynamodb.ITable): void {
    // `table.grantStreamRead()` would let the function list the streams of every table.
    const reading = iam.Grant.addToPrincipal({
      grantee: this,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resourceArns: [table.tableStreamArn!],
    });
    const listing = iam.Grant.addToPrincipal({
      grantee: this,
      actions: ['dynamodb:ListStreams'],
      resourceArns: [`${table.tableArn}/stream/*`],
    });
    // Lambda tries again for as long as the stream keeps a record, a day: what cannot succeed, the function gives up itself.
    const mapping = new lambda.EventSourceMapping(this, 'Stream', {
      target: this,
      eventSourceArn: table.tableStreamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      filters: [lambda.FilterCriteria.filter({
        dynamodb: { NewImage: { [STEP_ATTRIBUTE]: { S: lambda.FilterRule.or(...DISPATCHED_STEPS) } } },
      })],
    });
    // Lambda checks the role's permissions when it creates the mapping.
    reading.combine(listing).applyBefore(mapping);
  }
}
