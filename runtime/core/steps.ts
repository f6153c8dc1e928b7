import type { Step } from './step';

/** Nobody holds the task, nothing has come of it yet, and it may still begin. */
const MAY_BEGIN = [
  '#deadline > :now',
  '(attribute_not_exists(#ttl) OR #ttl > :now_seconds)',
  '(attribute_not_exists(#attempt_limit) OR #attempt < #attempt_limit)',
].join(' AND ');

const BEGIN = {
  claim: ':claim',
  attempt: '#attempt + :ONE',
  max_attempts: 'if_not_exists(#max_attempts, :max_attempts)',
  attempt_limit: 'if_not_exists(#attempt_limit, :max_attempts)',
};

/** A worker takes a task to run it, or takes it over from a run whose lease is over. */
export const CLAIM: Step = {
  name: 'claim',
  to: 'IN_PROGRESS',
  condition: '#task_type = :task_type'
    + ' AND (#status = :CREATED OR (#status = :IN_PROGRESS AND #claim <> :BARE AND #lease_until < :over))'
    + ` AND ${MAY_BEGIN}`,
  set: { ...BEGIN, lease_until: ':lease_until' },
};

/** The run that holds the task ends well. */
export const COMPLETE: Step = {
  name: 'complete',
  to: 'COMPLETED',
  condition: '#status = :IN_PROGRESS AND #claim = :claim',
  set: { status_msg: ':status_msg', result: ':result', result_ref: ':result_ref', ttl: ':ttl' },
  remove: ['lease_until', 'error'],
};

/** The run that holds the task ends badly, for good. */
export const FAIL: Step = {
  name: 'fail',
  to: 'FAILED',
  condition: '#status = :IN_PROGRESS AND #claim = :claim',
  set: { status_msg: ':status_msg', error: ':error', ttl: ':ttl' },
  remove: ['lease_until'],
};

/** A worker that reports over HTTP begins a task. */
export const EXTERNAL_CLAIM: Step = {
  name: 'claim',
  to: 'IN_PROGRESS',
  condition: `#status = :CREATED AND ${MAY_BEGIN}`,
  set: { ...BEGIN, lease_until: ':lease_until', status_msg: ':status_msg' },
};

/** A worker that never said it began reports a good end: claim and settle in one write. */
export const EXTERNAL_COMPLETE: Step = {
  ...COMPLETE,
  condition: `#status = :CREATED AND ${MAY_BEGIN}`,
  set: { ...BEGIN, ...COMPLETE.set },
};

/** A worker that never said it began reports a bad end: claim and settle in one write. */
export const EXTERNAL_FAIL: Step = {
  ...FAIL,
  condition: `#status = :CREATED AND ${MAY_BEGIN}`,
  set: { ...BEGIN, ...FAIL.set },
};
