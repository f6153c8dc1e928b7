/** The states of a task. The first four are open, the others terminal. */
export const STATUSES = [
  'SCHEDULED', 'CREATED', 'IN_PROGRESS', 'RETRYING',
  'COMPLETED', 'FAILED', 'CANCELLED',
] as const;

export type Status = typeof STATUSES[number];

/** The statuses that end a task. */
export const TERMINAL_STATUSES: readonly Status[] = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** The statuses that a worker can report over HTTP. */
export const REPORTABLE_STATUSES = ['IN_PROGRESS', 'COMPLETED', 'FAILED'] as const;

export type ReportableStatus = typeof REPORTABLE_STATUSES[number];

/** The scope of every task when an API does not tell its clients apart. */
export const SHARED_SCOPE = 'shared';

/** The lane of a task that names none. */
export const DEFAULT_LANE = 'default';

/** The claim of a worker that reports over HTTP without a claim token. */
export const BARE_CLAIM = '-';

/** What a task type's name looks like: it travels as a message attribute, a filter value and a metric dimension. */
export const TASK_TYPE_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The same in words, for error messages. */
export const TASK_TYPE_RULE = '1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit';
