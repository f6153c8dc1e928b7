/** Data and result up to this size stay in the record; larger ones become items of their own. */
export const INLINE_PAYLOAD_BYTES = 1024;

/** The largest data or result, as JSON text. A DynamoDB item ends at 400 KB and an SNS message at 256 KB. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** The largest request body that is read at all: data with generous white space around it. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** The largest body of a request for many tasks: a Lambda function's event ends at 6 MB, and holds more than the body. */
export const MAX_BATCH_BODY_BYTES = 5 * 1024 * 1024;

/** How deep data and result may nest: workers in other languages parse recursively. */
export const MAX_JSON_DEPTH = 100;

/**
 * Of a document up to this size (characters of JSON text), everything that its schema refuses is told at once; of a
 * larger one, what is found first.
 */
export const MAX_EXHAUSTIVE_SIZE = 16 * 1024;

/**
 * How many places of a document are named at most that its schema refuses: more would tell nobody more, and a request may
 * have a hundred thousand mistakes.
 */
export const MAX_FIELD_ERRORS = 20;

/** `status_msg`, an error's and a progress's message are cut at this size, so that the record stays small. */
export const MAX_TEXT_BYTES = 1024;

/** A dispatch whose encoded body would be larger goes out without data; a queue's message ends at 256 KB. */
export const MAX_DISPATCH_BODY_BYTES = 180 * 1024;

/** How many tasks one request, or one direct invocation of the api function, may create. */
export const MAX_CREATES = 100;

/**
 * How many generations there may be below a task that a client created: a task that creates one of its own kind, and so on
 * without end, is stopped here.
 */
export const MAX_DEPTH = 16;

/** How many tasks a page of the list has unless its client says otherwise. */
export const LIST_PAGE_SIZE = 10;

/** The most that a client may ask for: what DynamoDB reads in one batch. */
export const MAX_LIST_PAGE_SIZE = 100;

/** How many tasks are looked at for a page of those with a status or a type. */
export const MAX_LIST_EXAMINED = 200;

/** The latest time that can be meant as epoch seconds: eleven digits, in the year 5138. What has more counts milliseconds. */
export const MAX_EPOCH_SECONDS = 99_999_999_999;

/** How many list buckets there may be: a page queries each of them. */
export const MAX_LIST_BUCKETS = 16;

/** How many watch buckets there may be: the watchdog queries each of them every minute. */
export const MAX_WATCH_BUCKETS = 64;

/** How many claims a task may have when neither its client nor its worker says so. */
export const DEFAULT_MAX_ATTEMPTS = 3;

/** The most attempts that anybody can ask for. */
export const MAX_ATTEMPTS = 100;

/** The wait before a task's second attempt is at most this, unless its worker says otherwise, in milliseconds. */
export const DEFAULT_RETRY_DELAY_MS = 10 * 1000;

/** The wait before any attempt is at most this, unless its worker says otherwise, in milliseconds: an hour. */
export const DEFAULT_MAX_RETRY_DELAY_MS = 3600 * 1000;

/** How many receives a queue must allow beyond the attempts: a message that is hidden until a task is due spends one. */
export const SPARE_RECEIVES = 5;

/** How long a task may stay unsettled after its start, in days: as long as a queue can keep its message. */
export const DEFAULT_DEADLINE_DAYS = 14;

/** How long a worker that reports over HTTP holds its claim, in minutes. */
export const DEFAULT_EXTERNAL_LEASE_MINUTES = 60;

/** A task that starts later than this is SCHEDULED: until then it has no message that somebody would have to hide. */
export const SCHEDULE_AHEAD_MS = 3 * 60 * 1000;

/** A message is hidden until its task is due if that is sooner than this; hidden messages fill a queue. */
export const MAX_HIDE_MS = 5 * 60 * 1000;

/**
 * How long the watchdog waits for a worker after each dispatch without any progress; after the last of them, each time
 * as long as that.
 */
export const DISPATCH_WAITS_MS = [15 * 60 * 1000, 4 * 3600 * 1000, 24 * 3600 * 1000] as const;

/** How often a client's task is looked at while the client waits for it, in milliseconds. */
export const LONG_POLL_MS = 1000;

/** How long a client may wait at most, in seconds: the gateway ends every request after 30 (a quota). */
export const MAX_LONG_POLLING_SECONDS = 25;

/** How often a worker looks whether its task is to be cancelled, in milliseconds. */
export const CANCELLATION_POLL_MS = 5000;

/** How long everyone but its holder still respects a lease that is over, in milliseconds: clocks disagree. */
export const LEASE_GRACE_MS = 5000;

/** A run that would have less time than this, in milliseconds, is not worth an attempt. */
export const LEAST_RUN_MS = 2000;

/** How long before its invocation's end a run is told to stop, in milliseconds: what it left must still be written. */
export const TIMEOUT_SIGNAL_MS = 1000;

/** How long after that a run that has not ended is recorded as failed, in milliseconds. */
export const TIMEOUT_GRACE_MS = 500;

/** How far apart the writes of a run's progress are at least, in milliseconds. */
export const PROGRESS_INTERVAL_MS = 1000;
