import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV, WATCH_INDEX } from '../../contract';
import { grantItems, grantQuery } from '../../private/table-access';
import { prebuilt, TaskFunction } from '../../private/task-function';

/** The watchdog comes every minute; an event that is older was overtaken by the next. (It is also the shortest that AWS allows.) */
const INTERVAL = Duration.minutes(1);

export interface WatchdogFunctionProps {
  readonly apiName: string;
  readonly table: dynamodb.ITable;
  readonly watchBuckets: number;
  readonly options: lambda.FunctionOptions;
}

/** The function that finds the tasks that nobody else will finish, and the schedule on which it looks. */
export class WatchdogFunction extends TaskFunction {
  public readonly rule: events.Rule;

  constructor(scope: Construct, id: string, { apiName, table, watchBuckets, options }: WatchdogFunctionProps) {
    super(scope, id, {
      writeCode: prebuilt('watchdog'),
      environment: {
        [ENV.apiName]: apiName,
        [ENV.tableName]: table.tableName,
        [ENV.watchBuckets]: String(watchBuckets),
      },
      options,
      defaults: {
        description: 'Finds tasks that nobody else will finish',
        memorySize: 512,
        // Less than a minute, so that as a rule there is one at a time; what it does not get to is the next one's.
        timeout: Duration.seconds(50),
        // Lambda would repeat a failed run, and keep throttled ones for hours, to start them all at once.
        retryAttempts: 0,
        maxEventAge: INTERVAL,
      },
    });
    grantQuery(table, this, WATCH_INDEX.name);
    grantItems(table, this, ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem']);
    this.rule = this.watchEveryMinute();
  }

  private watchEveryMinute(): events.Rule {
    return new events.Rule(this, 'Rule', {
      description: `Wakes the watchdog of ${this.node.scope!.node.path}`,
      schedule: events.Schedule.rate(INTERVAL),
      // EventBridge, too, would repeat for a day what it could not deliver.
      targets: [new targets.LambdaFunction(this, { retryAttempts: 0, maxEventAge: INTERVAL })],
    });
  }
}
