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

/** The lane of a task that names none. */
export const DEFAULT_LANE = 'default';

/** What a lane's name looks like: it travels as a message attribute and a filter value, and is part of logical ids. */
export const LANE_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** The same in words, for error messages. */
export const LANE_RULE = '1 to 32 letters, digits, dashes or underscores, beginning with a letter or a digit';

/** The claim of a worker that reports over HTTP without a claim token. */
export const BARE_CLAIM = '-';

/** What a task type's name looks like: it travels as a message attribute, a filter value and a metric dimension. */
export const TASK_TYPE_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The same in words, for error messages. */
export const TASK_TYPE_RULE = '1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit';

/** What the claim token of a worker that reports over HTTP looks like; that of a bare claim is too short to be one. */
export const CLAIM_PATTERN = /^[\x21-\x7e]{8,64}$/;

/** The same in words, for error messages. */
export const CLAIM_RULE = '8 to 64 printable ASCII characters without spaces';

/** What the key looks like by which a client's request is recognised when it comes again. */
export const IDEMPOTENCY_KEY_PATTERN = /^[\x20-\x7e]{1,255}$/;

/** The same, in words. */
export const IDEMPOTENCY_KEY_RULE = '1 to 255 printable ASCII characters';
