import type { Patch } from './patches';
import type { ScenarioName } from '../scenarios/scenarios';

/** The shipped sources with one protection taken out, to see that the simulator notices. */
export interface Mutant {
  /** The name of the rule that is taken out. */
  readonly rule: string;
  /** Rules that would cover for it: the patches take them out as well. */
  readonly together?: readonly string[];
  /** What can happen without it. */
  readonly description: string;
  readonly patches: readonly Patch[];
  /** Where it shows, when storms alone do not show it; all scenarios by turns when this is left out. */
  readonly scenarios?: readonly ScenarioName[];
}

const TRANSITIONS = 'runtime/core/transitions/transitions.ts';
const TRANSITION = 'runtime/core/transitions/transition.ts';
const RUN = 'runtime/core/operations/run.ts';
const INSPECT = 'runtime/core/operations/inspect.ts';
const LAPSE = 'runtime/core/transitions/lapse.ts';
const CREATE = 'runtime/core/operations/create.ts';
const WORKER = 'runtime/worker/worker.ts';
const DIRECT_REQUEST = 'runtime/api/creation/direct-request.ts';

export const MUTANTS: readonly Mutant[] = [
  {
    rule: 'attempt-never-restarts',
    description: 'a retry counts the attempts anew, so that an earlier run\'s number comes again',
    patches: [
      { file: TRANSITIONS, find: "attempt_limit: ':attempt_limit',", replace: "attempt: ':ZERO', attempt_limit: ':attempt_limit'," },
    ],
    scenarios: ['retry-races'],
  },
  {
    rule: 'claim-token',
    description: 'a run that was given up settles the task under the run that took over',
    patches: [
      { file: TRANSITIONS, find: '#status = :IN_PROGRESS AND #claim = :claim AND', replace: '#status = :IN_PROGRESS AND' },
    ],
    scenarios: ['late-writer'],
  },
  {
    rule: 'own-write',
    description: 'a write whose answer was lost is taken as refused: a claim then burns an attempt without a run',
    patches: [
      { file: TRANSITION, find: 'old.revision === revision || isRepeated(transition, old, values.claim)', replace: "old.revision === ''" },
    ],
    scenarios: ['ambiguous-writes'],
  },
  {
    rule: 'own-write-status',
    description: 'a report that was refused is taken as accepted, since the given-up run\'s token is still in the record',
    patches: [
      { file: TRANSITION, find: ' && old.status === transition.to', replace: '' },
    ],
    scenarios: ['external-workers', 'late-writer', 'ambiguous-writes'],
  },
  {
    rule: 'fresh-claim-times',
    description: 'a claim that is sent again is judged by the time at which it was sent first',
    patches: [
      { file: RUN, find: '  for (const wait of CLAIM_WAITS_MS) {', replace: '  const [{ clock }, now, lease] = [ports, ports.clock.now(), request.leaseUntil()];\n  ports = { ...ports, clock: { now: () => now, sleep: (time, stop) => clock.sleep(time, stop) } };\n  request = { ...request, leaseUntil: () => lease };\n  for (const wait of CLAIM_WAITS_MS) {' },
    ],
    scenarios: ['batches', 'ambiguous-writes'],
  },
  {
    rule: 'start-on-live-lease',
    description: 'a worker that was held up starts the handler when another may have taken the task over',
    patches: [
      { file: RUN, find: 'now < record.lease_until! && now < record.deadline', replace: 'now < record.deadline' },
    ],
    scenarios: ['late-writer'],
  },
  {
    rule: 'start-before-deadline',
    description: 'a worker that was held up starts the handler of a task whose time is over',
    patches: [
      { file: RUN, find: 'now < record.lease_until! && now < record.deadline', replace: 'now < record.lease_until!' },
    ],
    scenarios: ['late-writer', 'outage'],
  },
  {
    rule: 'no-claim-once-cancelled',
    description: 'a task that its client has cancelled is run again after its run was lost',
    patches: [
      { file: TRANSITIONS, find: "'attribute_not_exists(#cancel_requested)',", replace: '' },
    ],
    scenarios: ['cancel-races'],
  },
  {
    rule: 'attempts-left',
    description: 'a task is claimed more often than it may be',
    patches: [
      { file: TRANSITIONS, find: "'(attribute_not_exists(#attempt_limit) OR #attempt < #attempt_limit)',", replace: '' },
    ],
    scenarios: ['late-writer'],
  },
  {
    rule: 'not-before',
    description: 'a task is run before its time, or without its backoff',
    patches: [
      { file: TRANSITIONS, find: "'(attribute_not_exists(#not_before) OR #not_before <= :now)',", replace: '' },
    ],
    scenarios: ['scheduled-starts'],
  },
  {
    rule: 'at-most-once-claim',
    description: 'a worker takes a task over whose run may have started, though it runs at most once',
    patches: [
      { file: TRANSITIONS, find: ' AND attribute_not_exists(#at_most_once))', replace: ')' },
    ],
    scenarios: ['at-most-once'],
  },
  {
    rule: 'at-most-once-lapse',
    description: 'the watchdog has a task run again whose run may have started, though it runs at most once',
    patches: [
      { file: LAPSE, find: 'if (record.at_most_once) return', replace: 'if (record.attempt < 0) return' },
    ],
    scenarios: ['at-most-once'],
  },
  {
    rule: 'live-leases-alone',
    together: ['the record says when it is due'],
    description: 'the watchdog gives up a run that is alive',
    patches: [
      { file: INSPECT, find: ' || record.watch_time! > now', replace: '' },
      { file: INSPECT, find: 'if (isLive(record, now)) return', replace: 'if (record.attempt < 0) return' },
      { file: LAPSE, find: ' || isLive(record, now)', replace: '' },
    ],
  },
  {
    rule: 'decisions-name-their-revision',
    description: 'what was decided on a record that has changed since is done all the same',
    patches: [
      { file: TRANSITIONS, find: "const AS_READ = '#revision = :read';", replace: "const AS_READ = 'attribute_exists(#revision)';" },
    ],
    scenarios: ['late-writer', 'cancel-races'],
  },
  {
    rule: 'retry-watch-entry',
    description: 'a task that its client has started again is not watched',
    patches: [
      { file: TRANSITIONS, find: "watch_key: ':open',", replace: '' },
    ],
    scenarios: ['retry-races'],
  },
  {
    rule: 'retry-clears-the-flag',
    together: ['an end clears the flag'],
    description: 'a task that its client has started again still carries the cancellation',
    patches: [
      { file: TRANSITIONS, find: "'lease_until', 'not_before', 'cancel_requested'", replace: "'lease_until', 'not_before'" },
    ],
    scenarios: ['retry-races', 'cancel-races'],
  },
  {
    rule: 'retry-deadline',
    description: 'a task that its client has started again fails at its first deadline',
    patches: [
      { file: TRANSITIONS, find: "deadline: ':deadline',", replace: '' },
    ],
    scenarios: ['retry-races'],
  },
  {
    rule: 'retry-ttl',
    description: 'a task that its client has started again disappears when its first end would have',
    patches: [
      { file: TRANSITIONS, find: "[...RETRY.remove!, 'ttl']", replace: 'RETRY.remove' },
    ],
    scenarios: ['retry-races', 'expiry'],
  },
  {
    rule: 'bare-reports',
    description: 'a report without a token settles the run of a worker that has one',
    patches: [
      { file: 'runtime/core/operations/report.ts', find: 'completeRun(ports, record, { claim, status_msg,', replace: 'completeRun(ports, record, { claim: report.claim ?? record.claim ?? BARE_CLAIM, status_msg,' },
    ],
    scenarios: ['external-workers'],
  },
  {
    rule: 'external-claim-conditions',
    description: 'a worker that reports over HTTP begins a task that must not begin',
    patches: [
      { file: TRANSITIONS, find: '`#status IN (:CREATED, :RETRYING) AND ${MAY_BEGIN}`', replace: "'#status IN (:CREATED, :RETRYING)'" },
    ],
    scenarios: ['external-workers'],
  },
  {
    rule: 'terminal-guard',
    description: 'a task that has ended gets another end',
    patches: [
      { file: TRANSITIONS, find: '`#status = :IN_PROGRESS AND #claim = :claim AND ${PRESENT}`', replace: '`#claim = :claim AND ${PRESENT}`' },
      { file: TRANSITIONS, find: '`#status IN (:SCHEDULED, :CREATED, :RETRYING) AND ${PRESENT}`', replace: 'PRESENT' },
    ],
    scenarios: ['cancel-races', 'late-writer'],
  },
  {
    rule: 'retrying-watch-entry',
    description: 'a task that waits for its next attempt is not watched',
    patches: [
      { file: TRANSITIONS, find: "watch_time: ':watch_time' },\n  remove: ['lease_until', 'progress'],\n};\n\n/**\n * The run that holds the task surely did", replace: "},\n  remove: [...WATCH, 'lease_until', 'progress'],\n};\n\n/**\n * The run that holds the task surely did" },
    ],
    scenarios: ['poison-payloads'],
  },
  {
    rule: 'watch-within-the-deadline',
    description: 'a task is failed long after its deadline',
    patches: [
      { file: 'runtime/core/record/watch-entry.ts', find: 'Math.min(time, deadline)', replace: 'time' },
      { file: RUN, find: 'Math.min(watchTime, record.deadline)', replace: 'watchTime' },
      { file: INSPECT, find: 'Math.min(watchTime, record.deadline)', replace: 'watchTime' },
    ],
    scenarios: ['scheduled-starts', 'outage'],
  },
  {
    rule: 'watch-brought-near',
    description: 'a run that crashes after many dispatches in vain is found a day later',
    patches: [
      { file: TRANSITIONS, find: ' AND #idle_dispatches = :ZERO', replace: '' },
      { file: 'runtime/core/transitions/lease.ts', find: ' && record.idle_dispatches === 0', replace: '' },
    ],
    scenarios: ['outage'],
  },
  {
    rule: 'expiry',
    description: 'a task is run that its readers take as absent',
    patches: [
      { file: TRANSITIONS, find: "const PRESENT = '(attribute_not_exists(#ttl) OR #ttl > :now_seconds)';", replace: "const PRESENT = 'attribute_exists(#revision)';" },
    ],
    scenarios: ['expiry'],
  },
  {
    rule: 'created-once',
    description: 'a request that comes again with its key begins its task anew',
    patches: [
      { file: CREATE, find: "'attribute_not_exists(#id) OR #ttl <= :now_seconds'", replace: "'attribute_not_exists(#id) OR #ttl <= :now_seconds OR attribute_exists(#revision)'" },
      { file: CREATE, find: "{ '#id': TABLE_KEY, '#ttl': TTL_ATTRIBUTE }", replace: "{ '#id': TABLE_KEY, '#ttl': TTL_ATTRIBUTE, '#revision': 'revision' }" },
    ],
    scenarios: ['expiry'],
  },
  {
    rule: 'key-of-its-request',
    description: 'a request is told that the task of another with its key is its own',
    patches: [
      { file: CREATE, find: 'if (old.request_hash !== record.request_hash) throw new KeyReused(old);', replace: '' },
    ],
    scenarios: ['expiry'],
  },
  {
    rule: 'payload-first',
    description: 'a task names a payload that is not there',
    patches: [
      { file: 'runtime/core/record/payload.ts', find: 'await ports.store.put({', replace: 'void ports.clock.sleep(1_000).then(() => ports.store.put({' },
      { file: 'runtime/core/record/payload.ts', find: '    });\n  } catch (error) {\n    // The same', replace: '    })).catch(() => undefined);\n  } catch (error) {\n    // The same' },
    ],
    scenarios: ['calm', 'storm'],
  },
  {
    rule: 'start-before-expiry',
    description: 'a worker that was held up starts the handler of a task that its readers take as absent',
    patches: [
      { file: RUN, find: ' && !isExpired(record, now)', replace: '' },
    ],
    scenarios: ['expiry'],
  },
  {
    rule: 'own-outcome',
    description: 'one failure brings all messages of a batch again',
    patches: [
      { file: WORKER, find: 'event.Records.filter((message) => returned.has(message))', replace: 'event.Records.filter(() => returned.size > 0)' },
    ],
    scenarios: ['batches'],
  },
  {
    rule: 'time-for-a-run',
    description: 'a run is begun for which its invocation has no time left, and costs an attempt',
    patches: [
      { file: RUN, find: 'if (lease_until - now < Math.max(LEAST_RUN_MS, leastTime))', replace: 'if (lease_until < now)' },
    ],
    scenarios: ['crowded-batches'],
  },
  {
    rule: 'time-outs',
    description: 'a run that outlives its time is ended by Lambda, with all that it was to say',
    patches: [
      { file: 'runtime/worker/time-out.ts', find: 'Promise.race([work(), over])', replace: 'await work()' },
    ],
    scenarios: ['batch-outlives-its-time'],
  },
  {
    rule: 'exit-after-a-time-out',
    description: 'a process takes further tasks while the code of a run goes on whose time is over',
    patches: [
      { file: WORKER, find: 'if (this.isOccupied) this.exit();', replace: '' },
    ],
    scenarios: ['batch-outlives-its-time'],
  },
  {
    rule: 'none-after-a-time-out',
    description: 'the next task of a batch is begun while the code of a run goes on whose time is over',
    patches: [
      { file: WORKER, find: 'message && !this.isOccupied;', replace: 'message;' },
      { file: WORKER, find: 'this.isOccupied ? this.end(record, OCCUPIED, ports.clock.now()) : this.run', replace: 'this.run' },
    ],
    scenarios: ['batch-outlives-its-time'],
  },
  {
    rule: 'none-beside-a-time-out',
    description: 'a task is begun that was claimed while a run beside it was given up',
    patches: [
      { file: WORKER, find: 'this.isOccupied ? this.end(record, OCCUPIED, ports.clock.now()) : this.run', replace: 'this.run' },
    ],
    scenarios: ['batches', 'batch-outlives-its-time'],
  },
  {
    rule: 'release-raises-the-limit',
    description: 'a run that has not begun costs an attempt',
    patches: [
      { file: TRANSITIONS, find: "attempt_limit: '#attempt_limit + :ONE'", replace: "attempt_limit: '#attempt_limit'" },
    ],
    scenarios: ['storm'],
  },
  {
    rule: 'progress-once-a-second',
    description: 'each word of a handler is a write',
    patches: [
      { file: 'runtime/worker/run-reports.ts', find: ' && this.ports.clock.now() >= this.nextWrite', replace: '' },
    ],
    scenarios: ['batches'],
  },
  {
    rule: 'lane-of-the-request',
    description: 'a task goes through another lane than its client has asked for',
    patches: [
      { file: CREATE, find: 'lane: task.lane ?? policy.lane', replace: 'lane: policy.lane' },
    ],
    scenarios: ['lanes'],
  },
  {
    rule: 'lane-of-the-message',
    description: 'the message of a task does not say its lane',
    patches: [
      { file: 'runtime/publisher/dispatch.ts', find: '[MESSAGE_ATTRIBUTE.lane]: text(record.lane)', replace: "[MESSAGE_ATTRIBUTE.lane]: text('default')" },
    ],
    scenarios: ['lanes'],
  },
  {
    rule: 'child-ordinals',
    description: 'a child without a key is created again when its parent runs again',
    patches: [
      { file: 'runtime/worker/children.ts', find: '`#${this.unnamed += 1}`', replace: 'undefined' },
    ],
    scenarios: ['rerun-with-children'],
  },
  {
    rule: 'key-of-its-parent',
    description: 'the children of two tasks are taken for each other',
    patches: [
      { file: CREATE, find: '...(parent ? [parent.id, parent.created_time] : [])', replace: '' },
    ],
    scenarios: ['children'],
  },
  {
    rule: 'parent-of-its-time',
    description: 'a run that has outlived its task creates children of the next one with the same key',
    patches: [
      { file: DIRECT_REQUEST, find: ' || parent.created_time !== (createdTime ?? parent.created_time)', replace: '' },
    ],
    scenarios: ['outlived-parents'],
  },
  {
    rule: 'depth-limit',
    description: 'tasks that create one another never end',
    patches: [
      { file: DIRECT_REQUEST, find: 'if (depth > MAX_DEPTH)', replace: 'if (depth < 0)' },
    ],
    scenarios: ['endless-children'],
  },
  {
    rule: 'depth-counts',
    description: 'each child is taken for one of the first generation',
    patches: [
      { file: CREATE, find: 'return depth + 1;', replace: 'return Math.min(depth, 0) + 1;' },
    ],
    scenarios: ['endless-children'],
  },
  {
    rule: 'scope-of-its-parent',
    description: 'a child belongs to no client: one that sees its parent does not see it',
    patches: [
      { file: DIRECT_REQUEST, find: 'return { scope: parent.scope,', replace: 'return { scope: SHARED_SCOPE,' },
    ],
    scenarios: ['children'],
  },
  {
    rule: 'lane-of-its-parent',
    description: 'a child of an urgent task waits behind all others',
    patches: [
      { file: 'runtime/api/catalogue.ts', find: 'isInLane ? parent.lane : declared.defaultLane', replace: 'declared.defaultLane' },
    ],
    scenarios: ['children'],
  },
  {
    rule: 'key-of-a-firing',
    description: 'a schedule makes one task, however often it fires',
    patches: [
      { file: 'src/contract/direct.ts', find: '`${SCHEDULE_ARN}/${SCHEDULED_TIME}`', replace: 'SCHEDULE_ARN' },
    ],
    scenarios: ['schedules'],
  },
  {
    rule: 'failed-firing',
    description: 'a firing is lost for which the table did not answer',
    patches: [
      { file: 'runtime/api/creation/direct-creation.ts', find: 'if (failures > 0) throw', replace: 'if (failures < 0) throw' },
    ],
    scenarios: ['schedules'],
  },
];

export const RULES: readonly string[] = MUTANTS.map(({ rule }) => rule);

/** The mutant of a rule. */
export function mutantOf(rule: string): Mutant {
  const mutant = MUTANTS.find((each) => each.rule === rule);
  if (!mutant) throw new Error(`there is no rule '${rule}'`);
  return mutant;
}

/** The rules that the mutant does without, as a line names them: `live-leases-alone (and: the record says when it is due)`. */
export function nameOf({ rule, together }: Mutant): string {
  return together ? `${rule} (and: ${together.join(', ')})` : rule;
}
