import type { Step } from './step';

/** What has to hold whenever a worker begins a task: it is not too late, and attempts are left. */
const MAY_BEGIN = [
  '#deadline > :now',
  '(attribute_not_exists(#ttl) OR #ttl > :now_seconds)',
  '(attribute_not_exists(#attempt_limit) OR #attempt < #attempt_limit)',
].join(' AND ');

/** Nobody has begun the task, and a worker may. */
const UNCLAIMED = `#status = :CREATED AND ${MAY_BEGIN}`;

/** The reporting run holds the task. */
const HELD = '#status = :IN_PROGRESS AND #claim = :claim';

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
  condition: HELD,
  set: { status_msg: ':status_msg', result: ':result', result_ref: ':result_ref', ttl: ':ttl' },
  remove: ['lease_until', 'error'],
};

/** The run that holds the task ends badly, for good. */
export const FAIL: Step = {
  name: 'fail',
  to: 'FAILED',
  condition: HELD,
  set: { status_msg: ':status_msg', error: ':error', ttl: ':ttl' },
  remove: ['lease_until'],
};

/** A worker that reports over HTTP begins a task. */
export const EXTERNAL_CLAIM: Step = {
  name: 'claim',
  to: 'IN_PROGRESS',
  condition: UNCLAIMED,
  set: { ...BEGIN, lease_until: ':lease_until', status_msg: ':status_msg' },
};

/** A worker that never said it began reports a good end: claim and settle in one write. */
export const EXTERNAL_COMPLETE: Step = {
  ...COMPLETE,
  condition: UNCLAIMED,
  set: { ...BEGIN, ...COMPLETE.set },
};

/** A worker that never said it began reports a bad end: claim and settle in one write. */
export const EXTERNAL_FAIL: Step = {
  ...FAIL,
  condition: UNCLAIMED,
  set: { ...BEGIN, ...FAIL.set },
};
