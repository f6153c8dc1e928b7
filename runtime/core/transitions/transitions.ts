import type { Transition } from './transition';

/** Nobody reads the record as absent. */
const PRESENT = '(attribute_not_exists(#ttl) OR #ttl > :now_seconds)';

/** What has to hold whenever a worker begins a task. */
const MAY_BEGIN = [
  PRESENT,
  '#deadline > :now',
  '(attribute_not_exists(#not_before) OR #not_before <= :now)',
  '(attribute_not_exists(#attempt_limit) OR #attempt < #attempt_limit)',
  'attribute_not_exists(#cancel_requested)',
].join(' AND ');

/** Nobody holds the task, and a worker may begin it. */
const UNCLAIMED = `#status IN (:CREATED, :RETRYING) AND ${MAY_BEGIN}`;

/** A run was given the task, and is lost: its lease is over, and it may be begun again. */
const LOST = '(#status = :IN_PROGRESS AND #lease_until < :over AND #claim <> :BARE AND attribute_not_exists(#at_most_once))';

/** The reporting run holds the task. */
const HELD = `#status = :IN_PROGRESS AND #claim = :claim AND ${PRESENT}`;

/** Nobody has asked the run to stop: then it must not end otherwise than well, or cancelled. */
const NOT_CANCELLED = 'attribute_not_exists(#cancel_requested)';

/** The record is the one that the decision was made on. */
const AS_READ = '#revision = :read';

/** What no run needs any more. */
const RUN = ['lease_until', 'not_before', 'cancel_requested'];

/** The claim of a run that is given up goes, too: no late report of that run is taken for what others did to its task. */
const LOST_RUN = [...RUN, 'claim'];

const WATCH = ['watch_key', 'watch_time'];

const BEGIN = {
  claim: ':claim',
  attempt: '#attempt + :ONE',
  max_attempts: 'if_not_exists(#max_attempts, :max_attempts)',
  attempt_limit: 'if_not_exists(#attempt_limit, :max_attempts)',
  at_most_once: ':at_most_once',
  idle_dispatches: ':ZERO',
};

/**
 * A transition that takes or extends a lease. The watch entry has to be there when the lease ends; moving it costs two writes
 * of the index, so it is left alone where it will do.
 */
export interface LeaseTransition {
  /** The transition where the watch entry comes after the lease, as soon after it as after a dispatch. */
  readonly covered: Transition;
  /** The transition that moves the watch entry to the end of the lease. */
  readonly moved: Transition;
}

function leasing(transition: Transition): LeaseTransition {
  const leased: Transition = { ...transition, set: { ...transition.set, lease_until: ':lease_until' } };
  return {
    covered: { ...leased, condition: `${leased.condition} AND #watch_time >= :lease_until AND #idle_dispatches = :ZERO` },
    moved: { ...leased, set: { ...leased.set, watch_time: ':lease_until' } },
  };
}

/** A worker takes a task to run it, or takes it over from a run that is lost. */
export const CLAIM = leasing({
  name: 'claim',
  to: 'IN_PROGRESS',
  condition: `#task_type = :task_type AND (#status IN (:CREATED, :RETRYING) OR ${LOST}) AND ${MAY_BEGIN}`,
  set: BEGIN,
  remove: ['progress', 'status_msg'],
});

/** The run that holds the task says that it is alive, and how far it is. */
export const PROGRESS = leasing({
  name: 'progress',
  condition: `${HELD} AND #deadline > :now`,
  set: { progress: ':progress', status_msg: ':status_msg' },
});

/** The run that holds the task ends well; a cancellation that it was asked for came too late. */
export const COMPLETE: Transition = {
  name: 'complete',
  to: 'COMPLETED',
  condition: HELD,
  set: { status_msg: ':status_msg', result: ':result', result_ref: ':result_ref', ttl: ':ttl' },
  remove: [...RUN, ...WATCH, 'error', 'progress'],
};

/** The run that holds the task ends badly, for good. */
export const FAIL: Transition = {
  name: 'fail',
  to: 'FAILED',
  condition: `${HELD} AND ${NOT_CANCELLED}`,
  set: { status_msg: ':status_msg', error: ':error', ttl: ':ttl', watch_key: ':failed', watch_time: ':now' },
  remove: RUN,
};

/** The run that holds the task ends badly, and another follows when it is due. */
export const FAIL_ATTEMPT: Transition = {
  name: 'fail-attempt',
  to: 'RETRYING',
  condition: `${HELD} AND ${NOT_CANCELLED} AND #attempt < #attempt_limit AND attribute_not_exists(#at_most_once)`,
  set: { status_msg: ':status_msg', error: ':error', not_before: ':not_before', watch_time: ':watch_time' },
  remove: ['lease_until', 'progress'],
};

/**
 * The run that holds the task surely did not begin, and the task is given back: another attempt follows when it is due,
 * and the one that was claimed does not count, so that also what runs at most once may be tried again.
 */
export const RELEASE: Transition = {
  ...FAIL_ATTEMPT,
  name: 'release',
  condition: `${HELD} AND ${NOT_CANCELLED}`,
  set: { ...FAIL_ATTEMPT.set, attempt_limit: '#attempt_limit + :ONE' },
};

/** The run that holds the task ends because it was asked to. */
export const CONFIRM_CANCEL: Transition = {
  name: 'confirm-cancel',
  to: 'CANCELLED',
  condition: `${HELD} AND attribute_exists(#cancel_requested)`,
  set: { status_msg: ':status_msg', error: ':error', ttl: ':ttl' },
  remove: [...RUN, ...WATCH],
};

/** A worker that reports over HTTP begins a task. */
export const EXTERNAL_CLAIM = leasing({
  name: 'claim',
  to: 'IN_PROGRESS',
  condition: UNCLAIMED,
  set: { ...BEGIN, status_msg: ':status_msg', progress: ':progress' },
});

/** A worker that never said it began reports a good end: claim and settle in one write. */
export const EXTERNAL_COMPLETE: Transition = {
  ...COMPLETE,
  condition: UNCLAIMED,
  set: { ...BEGIN, ...COMPLETE.set },
};

/** A worker that never said it began reports a bad end: claim and settle in one write. */
export const EXTERNAL_FAIL: Transition = {
  ...FAIL,
  condition: UNCLAIMED,
  set: { ...BEGIN, ...FAIL.set },
};

/** A client cancels a task that nobody holds. */
export const CANCEL: Transition = {
  name: 'cancel',
  to: 'CANCELLED',
  condition: `#status IN (:SCHEDULED, :CREATED, :RETRYING) AND ${PRESENT}`,
  set: { ttl: ':ttl' },
  remove: [...RUN, ...WATCH],
};

/** A client asks the run that holds a task to stop. */
export const REQUEST_CANCEL: Transition = {
  name: 'request-cancel',
  condition: `#status = :IN_PROGRESS AND ${PRESENT}`,
  set: { cancel_requested: ':TRUE' },
};

/** A client starts a task again that has failed or was cancelled. The attempts go on counting: they never restart. */
export const RETRY: Transition = {
  name: 'retry',
  to: 'CREATED',
  condition: `#status IN (:FAILED, :CANCELLED) AND ${AS_READ} AND ${PRESENT}`,
  set: {
    attempt_limit: ':attempt_limit',
    dispatch: '#dispatch + :ONE',
    idle_dispatches: ':ZERO',
    deadline: ':deadline',
    watch_key: ':open',
    watch_time: ':watch_time',
  },
  remove: [...LOST_RUN, 'error', 'status_msg', 'progress'],
};

/** The same for a task whose client has not said when it may disappear: it must not any more. */
export const RETRY_WITHOUT_TTL: Transition = { ...RETRY, remove: [...RETRY.remove!, 'ttl'] };

/** Nobody runs the task any more, and nobody may: it has failed. */
export const LAPSE: Transition = {
  name: 'lapse',
  to: 'FAILED',
  condition: AS_READ,
  set: { error: ':error', ttl: ':ttl', watch_key: ':failed', watch_time: ':now' },
  remove: [...LOST_RUN, 'status_msg'],
};

/** The run that was asked to stop is lost. */
export const LAPSE_CANCELLED: Transition = {
  name: 'lapse',
  to: 'CANCELLED',
  condition: AS_READ,
  set: { ttl: ':ttl' },
  remove: [...LOST_RUN, ...WATCH],
};

/** The watchdog makes a scheduled task available: its time is near. */
export const DISPATCH_SCHEDULED: Transition = {
  name: 'dispatch',
  to: 'CREATED',
  condition: AS_READ,
  set: { dispatch: '#dispatch + :ONE', watch_time: ':watch_time' },
};

/** The watchdog makes a task available again that nobody has begun. */
export const DISPATCH_AGAIN: Transition = {
  name: 'dispatch',
  condition: AS_READ,
  set: { dispatch: '#dispatch + :ONE', idle_dispatches: ':idle_dispatches', watch_time: ':watch_time' },
};

/** The watchdog gives up a run that is lost, and makes the task available again at once. */
export const DISPATCH_LOST: Transition = {
  name: 'dispatch',
  to: 'RETRYING',
  condition: AS_READ,
  set: { dispatch: '#dispatch + :ONE', error: ':error', watch_time: ':watch_time' },
  remove: ['lease_until', 'claim', 'progress', 'status_msg'],
};

/** The watchdog finds a task in good hands, and looks again when they may let go of it. */
export const WATCH_LATER: Transition = {
  name: 'watch',
  condition: AS_READ,
  set: { watch_time: ':watch_time' },
};

/** A queue has given a dispatch up: the task says so, and its next dispatch comes forward. */
export const NOTE_DEAD_LETTER: Transition = {
  name: 'dead-letter',
  condition: AS_READ,
  set: { error: ':error', watch_time: ':watch_time' },
};
