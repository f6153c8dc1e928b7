import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DISPATCHED_TRANSITIONS, ENV, TRANSITION_ATTRIBUTE } from '../../contract';
import { grantItems } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';

/** How old a record of the stream may be when it is published: as long as the longer of the watchdog's first waits. */
const MAX_RECORD_AGE = Duration.hours(4);

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
    const mapping = new lambda.EventSourceMapping(this, 'Stream', {
      target: this,
      eventSourceArn: table.tableStreamArn,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      // A batch that fails as a whole is halved until the record that makes it fail is alone; what lies before it goes out.
      bisectBatchOnError: true,
      // By default Lambda repeats a record for as long as the stream keeps it, a day, and holds up all that are behind it
      // in its shard. A task that was not dispatched is overdue: the watchdog dispatches it again, in a later record.
      // The limit is on time and not on attempts, which throttling would use up within minutes.
      maxRecordAge: MAX_RECORD_AGE,
      reportBatchItemFailures: true,
      filters: [lambda.FilterCriteria.filter({
        dynamodb: { NewImage: { [TRANSITION_ATTRIBUTE]: { S: lambda.FilterRule.or(...DISPATCHED_TRANSITIONS) } } },
      })],
    });
    // Lambda checks the role's permissions when it creates the mapping.
    reading.combine(listing).applyBefore(mapping);
  }
}
