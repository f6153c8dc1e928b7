import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { createFunctionArn, taskData, taskRequest } from './private/task-request';
import { TaskSourceProps } from './task-source-props';
import { scheduledCreation } from '../contract';
import { checkNumber } from '../private/check-number';
import { checkDuration, isLonger } from '../private/durations';

/**
 * Properties of a {@link TaskSchedule}.
 */
export interface TaskScheduleProps extends TaskSourceProps {
  /**
   * When tasks are created: again and again (`cron`, `rate`), or once (`at`). Times are those of the time zone that the
   * expression names, summer time included, or of UTC.
   */
  readonly schedule: scheduler.ScheduleExpression;

  /**
   * The data of the tasks, as any JSON; it must fit the schema of the task type. Values that are only known when the stack
   * is deployed (the name of a bucket) may be in it; then the schema is checked when a task is created. EventBridge
   * Scheduler replaces its context attributes in it: `<aws.scheduler.scheduled-time>` becomes the time for which the
   * task was scheduled, `2026-03-01T02:00:00Z`. (Use none that changes when a firing is repeated, as `execution-id` does:
   * the repetition would be taken for another task, and refused.)
   *
   * @default null
   */
  readonly data?: any;

  /**
   * Whether the schedule creates tasks.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * How much later than its time each task may be created, 1 minute to 24 hours, so that many schedules of the same time
   * are spread.
   *
   * @default TimeWindow.off()
   */
  readonly timeWindow?: scheduler.TimeWindow;

  /**
   * When it begins. Of no meaning for a schedule of one time.
   *
   * @default - at once
   */
  readonly start?: Date;

  /**
   * When it ends. Of no meaning for a schedule of one time.
   *
   * @default - never
   */
  readonly end?: Date;

  /**
   * What the schedule does, for people.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The group that the schedule belongs to.
   *
   * @default - the group `default`, which every account has
   */
  readonly scheduleGroup?: scheduler.IScheduleGroup;

  /**
   * For how long EventBridge Scheduler tries to hand a firing to the API's function, a minute to 24 hours (its limits).
   *
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration;

  /**
   * How often EventBridge Scheduler tries it again, 0 to 185 times (its limits).
   *
   * @default 185
   */
  readonly retryAttempts?: number;

  /**
   * Where firings go that could not be handed to the API's function in that time. It must be a standard queue.
   *
   * @default - they are dropped; CloudWatch counts them (`InvocationDroppedCount`)
   */
  readonly deadLetterQueue?: sqs.IQueue;
}

/**
 * Creates tasks by the clock: EventBridge Scheduler invokes the function of the API.
 *
 * Each firing is one task, even if it is repeated or comes late: its idempotency key is made of the schedule's ARN and the
 * time for which it was scheduled. While the table of the tasks does not answer, Lambda repeats the firing, twice within
 * minutes; what is then to become of it, `api.createFunction.configureAsyncInvoke()` says. What the API refuses (data that
 * does not fit a schema, say) is in the log of its function, and counted by the metric `CreateRefused`.
 */
export class TaskSchedule extends Construct {
  /**
   * The schedule itself.
   */
  public readonly schedule: scheduler.Schedule;

  /**
   * The role with which EventBridge Scheduler invokes the function of the API. It may do that, and nothing else.
   */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: TaskScheduleProps) {
    super(scope, id);
    checkProps(props);
    const arn = createFunctionArn(this, props);
    const input = this.inputOf(props);

    this.role = new iam.Role(this, 'Role', { assumedBy: schedulerPrincipal(Stack.of(this), props.scheduleGroup) });
    const invocation = iam.Grant.addToPrincipal({ grantee: this.role, actions: ['lambda:InvokeFunction'], resourceArns: [arn] });
    props.deadLetterQueue?.grantSendMessages(this.role);

    const { schedule, enabled, timeWindow, start, end, description, scheduleGroup, deadLetterQueue } = props;
    this.schedule = new scheduler.Schedule(this, 'Schedule', {
      schedule,
      enabled,
      timeWindow,
      start,
      end,
      description,
      scheduleGroup,
      target: {
        bind: () => ({
          arn,
          role: this.role,
          input: scheduler.ScheduleTargetInput.fromText(input),
          retryPolicy: {
            maximumEventAgeInSeconds: props.maxEventAge?.toSeconds(),
            maximumRetryAttempts: props.retryAttempts,
          },
          deadLetterConfig: deadLetterQueue && { arn: deadLetterQueue.queueArn },
        }),
      },
    });
    // A schedule can fire as soon as it is there.
    invocation.applyBefore(this.schedule);
  }

  private inputOf(props: TaskScheduleProps): string {
    return Stack.of(this).toJsonString(scheduledCreation({ ...taskRequest(this, props), data: taskData(this, props, props.data ?? null) }));
  }
}

/** EventBridge Scheduler, for the schedules of this group; it does not say for which of them. */
function schedulerPrincipal(stack: Stack, group: scheduler.IScheduleGroup | undefined): iam.IPrincipal {
  const groupArn = group?.scheduleGroupArn ?? stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
  return new iam.ServicePrincipal('scheduler.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': groupArn } },
  });
}

function checkProps({ deadLetterQueue, maxEventAge, retryAttempts }: TaskScheduleProps): void {
  checkNumber('retryAttempts', retryAttempts, 0, 185);
  checkDuration('maxEventAge', maxEventAge, Duration.minutes(1));
  if (maxEventAge && isLonger(maxEventAge, Duration.hours(24))) {
    throw new Error(`maxEventAge must be at most 24 hours (a limit of EventBridge Scheduler), not ${maxEventAge.toHumanString()}`);
  }
  if (deadLetterQueue?.fifo) {
    throw new Error(`the deadLetterQueue ${deadLetterQueue.node.path} is a FIFO queue, to which EventBridge Scheduler cannot send; pass a standard one`);
  }
}
