/** All of a request to create a task but its data and its key, by the names of the wire. */
export interface RequestTemplate {
  readonly task_type: string;
  readonly scope?: string;
  readonly lane?: string;
  readonly max_attempts?: number;
}

/**
 * What a schedule sends to the api function. Any other sender of tasks sends only the list of requests, and reads what
 * became of each.
 */
export interface ScheduledCreation {
  /** The schedule's ARN. */
  readonly schedule: string;
  readonly tasks: readonly unknown[];
}

/** The message attributes by which a queue source says why a message became no task. */
export const DEAD_LETTER_ATTRIBUTE = {
  /** The status with which the API answers such a request. */
  code: 'ErrorCode',
  /** The same as a sentence. */
  message: 'ErrorMessage',
} as const;

/** How many attributes a message can have (a quota of SQS). */
export const MAX_MESSAGE_ATTRIBUTES = 10;

/** What EventBridge Scheduler writes into a schedule's input in their place: the schedule's ARN, and the time of a firing. */
const SCHEDULE_ARN = '<aws.scheduler.schedule-arn>';
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** The input of a schedule that asks for a task each time it fires: a firing that comes again has the key that it had. */
export function scheduledCreation(request: object): ScheduledCreation {
  return { schedule: SCHEDULE_ARN, tasks: [{ ...request, idempotency_key: `${SCHEDULE_ARN}/${SCHEDULED_TIME}` }] };
}
