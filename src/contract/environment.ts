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
  /** How many buckets the watch index has. */
  watchBuckets: 'ASYNC_TASKS_WATCH_BUCKETS',
  /** How many seconds a settled task is kept. */
  retention: 'ASYNC_TASKS_RETENTION',
  /** How many seconds after its start a task that has not settled is failed. */
  deadline: 'ASYNC_TASKS_DEADLINE',
  /** For how many seconds a worker that reports over HTTP holds a task. */
  externalLease: 'ASYNC_TASKS_EXTERNAL_LEASE',
  /** Where the scope of a client's request comes from: a {@link ScopeSource} as JSON. */
  scope: 'ASYNC_TASKS_SCOPE',
  /** Who may report, as JSON: a {@link ReporterRule}; not set when the authorizer has decided it already. */
  reporters: 'ASYNC_TASKS_REPORTERS',
  /** `true` when the API accepts query parameters that it does not declare: the authorizer may read parameters of its own. */
  allowUndeclaredQuery: 'ASYNC_TASKS_ALLOW_UNDECLARED_QUERY',
  /** For how many seconds at most a client may wait for its task to settle; left out where none may. */
  longPolling: 'ASYNC_TASKS_LONG_POLLING',
  /** The routes that the API has, separated by commas. */
  routes: 'ASYNC_TASKS_ROUTES',
  /** The task types that a worker serves, separated by commas. */
  taskTypes: 'ASYNC_TASKS_TASK_TYPES',
  /** How many attempts a worker gives a task whose client does not say. */
  maxAttempts: 'ASYNC_TASKS_MAX_ATTEMPTS',
  /** `true` when a run that may have started is never started again. */
  atMostOnce: 'ASYNC_TASKS_AT_MOST_ONCE',
  /** The longest wait before a task's second attempt, in seconds; it doubles with each further one. */
  retryDelay: 'ASYNC_TASKS_RETRY_DELAY',
  /** The longest wait before any attempt, in seconds. */
  maxRetryDelay: 'ASYNC_TASKS_MAX_RETRY_DELAY',
  /** How many tasks of a batch a worker runs at once. */
  parallelism: 'ASYNC_TASKS_PARALLELISM',
  /** How long one run may take, in seconds; as long as its invocation when it is left out. */
  taskTimeout: 'ASYNC_TASKS_TASK_TIMEOUT',
  /** Which function of the user's code runs the tasks: `<module>.<function>`. */
  handler: 'ASYNC_TASKS_HANDLER',
  /** The ARN of the user's function that does the work, where a worker invokes one. */
  targetFunction: 'ASYNC_TASKS_TARGET_FUNCTION',
  /** How many seconds a worker waits for that function's answer. */
  answerTimeout: 'ASYNC_TASKS_ANSWER_TIMEOUT',
  /** The types of that function's errors that no other attempt would change, as a JSON list; not set when there are none. */
  permanentErrors: 'ASYNC_TASKS_PERMANENT_ERRORS',
  /** The ARN by which the api function is invoked to create tasks. */
  createFunction: 'ASYNC_TASKS_CREATE_FUNCTION',
  /** What a queue source asks for beside the data, as JSON: a {@link RequestTemplate}. */
  request: 'ASYNC_TASKS_REQUEST',
  /** The URL of the queue where a queue source puts messages that become no task. */
  deadLetterQueueUrl: 'ASYNC_TASKS_DEAD_LETTER_QUEUE_URL',
  /** How often a worker's queue hands a message out before it becomes a dead letter. */
  maxReceiveCount: 'ASYNC_TASKS_MAX_RECEIVE_COUNT',
} as const;
