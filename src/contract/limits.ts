/** Data and result up to this size stay in the record; larger ones become items of their own. */
export const INLINE_PAYLOAD_BYTES = 1024;

/** The largest data or result, as JSON text. A DynamoDB item ends at 400 KB and an SNS message at 256 KB. */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

/** The largest request body that is read at all: data with generous white space around it. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** How deep data may nest: workers in other languages parse recursively. */
export const MAX_JSON_DEPTH = 100;

/** `status_msg` and an error's message are cut at this size, so that the record stays small. */
export const MAX_TEXT_BYTES = 1024;

/** A dispatch whose encoded body would be larger goes out without data; a queue's message ends at 256 KB. */
export const MAX_DISPATCH_BODY_BYTES = 180 * 1024;

/** How many tasks one direct invocation of the api function may create. */
export const MAX_CREATES = 100;

/** How many tasks a page of the list has. */
export const LIST_PAGE_SIZE = 10;

/** The latest `ttl` that can be meant as epoch seconds (the end of the year 9999). */
export const MAX_EPOCH_SECONDS = 253_402_300_799;

/** How many list buckets there may be: a page queries each of them. */
export const MAX_LIST_BUCKETS = 16;

/** How many claims a task may have when neither its client nor its worker says so. */
export const DEFAULT_MAX_ATTEMPTS = 3;

/** How long a task may stay unsettled, in milliseconds: 14 days, as long as a queue can keep its message. */
export const DEFAULT_DEADLINE_MS = 14 * 24 * 3600 * 1000;

/** How long a worker that reports over HTTP holds its claim, in milliseconds: an hour. */
export const EXTERNAL_LEASE_MS = 3600 * 1000;

/** How long everyone but its holder still respects a lease that is over, in milliseconds: clocks disagree. */
export const LEASE_GRACE_MS = 5000;
