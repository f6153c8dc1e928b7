import { boundsOf, isHeld } from '../../../scripts/bench/bounds';
import { sentenceOf } from '../../../scripts/bench/report';
import type { Results, TaskFigures } from '../../../scripts/bench/results';

const BUNDLE = { bytes: 300_000, load_ms: 30, floor_ms: 25, ratio: 1.2 };
const TASK: TaskFigures = { http_requests: 1, lambda_invocations: 3, write_units: 6, read_units: 0, sns_publishes: 1, sqs_requests: 2 };
const CPU = {
  post: 700,
  bare_put: 350,
  get: 1,
  bare_get: 1,
  patch: 1,
  bare_update: 1,
  list: 1,
  bare_query: 1,
  post_10kb: 800,
  post_10kb_checked: 1000,
  validation_10kb: 200,
};
const SHIM = { cpu_us: 600, floor_cpu_us: 400, cpu_ratio: 1.5, import_ms: 39, floor_import_ms: 30, import_ratio: 1.3 };
const GOOD: Results = {
  bundles: { 'api': BUNDLE, 'publisher': BUNDLE, 'worker': BUNDLE, 'watchdog': BUNDLE, 'dead-letter': BUNDLE },
  cpu_us: CPU,
  task: { '300B': TASK, '10KB': TASK, '100KB': TASK, 'idle_watchdog_read_units': 1 },
  dynamodb_requests: { 'post': 1, 'post with large data': 2, 'get': 1, 'get with a large result': 2, 'list': 5 },
  steps: { cancel: { write_units: 2 }, retry: { write_units: 3 }, heartbeat: { write_units: 1 }, retrying: { write_units: 3 } },
  shim: { node: SHIM, python: SHIM },
  batch: { tasks: 10, receives: 1, claims: 10, settles: 10, other_requests: 0 },
};

function exceeded(results: Results, operations = ['PutItem']): string[] {
  return boundsOf(results, operations).filter((bound) => !isHeld(bound)).map(sentenceOf);
}

test('a bound holds at its limit', () => {
  expect(exceeded(GOOD)).toEqual([]);
});

test('each bound that does not hold is a sentence', () => {
  const results: Results = {
    ...GOOD,
    bundles: {
      'api': { ...BUNDLE, bytes: 451_000, ratio: 1.46 },
      'publisher': { ...BUNDLE, ratio: 1.31 },
      'worker': { ...BUNDLE, ratio: 1.31 },
      'watchdog': { ...BUNDLE, ratio: 1.31 },
      'dead-letter': { ...BUNDLE, ratio: 1.31 },
    },
    cpu_us: { ...CPU, post: 735, validation_10kb: 210 },
    task: {
      '300B': { ...TASK, write_units: 7 },
      '10KB': { ...TASK, write_units: 18 },
      '100KB': { ...TASK, write_units: 109, http_requests: 2 },
      'idle_watchdog_read_units': 1.5,
    },
    dynamodb_requests: { 'post': 2, 'post with large data': 3, 'get': 2, 'get with a large result': 3, 'list': 6 },
    shim: { node: { ...SHIM, cpu_ratio: 1.51, import_ratio: 1.31 }, python: { ...SHIM, cpu_ratio: 1.52, import_ratio: 1.32 } },
    batch: { tasks: 10, receives: 2, claims: 11, settles: 11, other_requests: 1 },
  };
  expect(exceeded(results, ['PutItem', 'Scan'])).toEqual([
    'The size of the api bundle is 451; it may be at most 450 kB.',
    'The load time of the api bundle is 1.46; it may be at most 1.45 times its floor.',
    'The load time of the publisher bundle is 1.31; it may be at most 1.30 times its floor.',
    'The load time of the worker bundle is 1.31; it may be at most 1.30 times its floor.',
    'The load time of the watchdog bundle is 1.31; it may be at most 1.30 times its floor.',
    'The load time of the dead-letter bundle is 1.31; it may be at most 1.30 times its floor.',
    'The CPU time of POST is 2.10; it may be at most 2 times the bare put\'s.',
    'The CPU time that a schema adds to POST with 10 KB of data is 0.21; it may be at most 0.20 ms.',
    'The number of write units of a task with 300B of data is 7; it may be at most 6.',
    'The number of write units of a task with 10KB of data is 18; it may be at most 17.',
    'The number of write units of a task with 100KB of data is 109; it may be at most 108.',
    'The number of read units of an idle watchdog is 1.50; it may be at most 1 a bucket and minute.',
    'The number of HTTP requests of a task is 2; it may be at most 1.',
    'The number of DynamoDB requests of post is 2; it may be at most 1.',
    'The number of DynamoDB requests of post with large data is 3; it may be at most 2.',
    'The number of DynamoDB requests of get is 2; it may be at most 1.',
    'The number of DynamoDB requests of get with a large result is 3; it may be at most 2.',
    'The number of DynamoDB requests of list is 6; it may be at most 5.',
    'The CPU time of a task in the node shim is 1.51; it may be at most 1.50 times that of its two bare calls.',
    'The import of the node shim is 1.31; it may be at most 1.30 times that of its AWS clients.',
    'The CPU time of a task in the python shim is 1.52; it may be at most 1.50 times that of its two bare calls.',
    'The import of the python shim is 1.32; it may be at most 1.30 times that of its AWS clients.',
    'The number of receives of a batch of 10 is 2; it may be at most 1.',
    'The number of claims of a batch of 10 is 11; it may be at most 10.',
    'The number of settles of a batch of 10 is 11; it may be at most 10.',
    'The number of other DynamoDB requests of a batch of 10 is 1; it may be at most 0.',
    'The number of scans (seen: PutItem, Scan) is 1; it may be at most 0.',
  ]);
});
