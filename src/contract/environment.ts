/** The environment variables that the constructs set and the functions read. */
export const ENV = {
  /** The name of the task table. */
  tableName: 'ASYNC_TASKS_TABLE_NAME',
  /** The ARN of the topic. */
  topicArn: 'ASYNC_TASKS_TOPIC_ARN',
  /** The API's name in metrics and logs. */
  apiName: 'ASYNC_TASKS_API_NAME',
  /** How many buckets the list index has; 0 when tasks are not listed. */
  listBuckets: 'ASYNC_TASKS_LIST_BUCKETS',
  /** How many seconds a settled task is kept. */
  retention: 'ASYNC_TASKS_RETENTION',
  /** The routes that the API has, separated by commas. */
  routes: 'ASYNC_TASKS_ROUTES',
  /** The declared task types of an API, or those that a worker serves, separated by commas. */
  taskTypes: 'ASYNC_TASKS_TASK_TYPES',
} as const;
