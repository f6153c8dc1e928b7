/** The attributes of the topic's messages. SQS drops a raw message that has more than ten. */
export const MESSAGE_ATTRIBUTE = {
  event: 'Event',
  taskId: 'TaskId',
  taskType: 'TaskType',
  scope: 'Scope',
  lane: 'Lane',
  dispatch: 'Dispatch',
  createdTime: 'CreatedTime',
  dataOmitted: 'DataOmitted',
} as const;

/** The `Event` of a message that makes a task available to its worker. */
export const DISPATCH_EVENT = 'task.dispatched';

/** The data of a dispatch whose real data is too large for a message. */
export const OMITTED_DATA = { $omitted: true } as const;
