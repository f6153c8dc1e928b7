import { MOST_REQUESTS } from './operations';
import type { DataSize, Results } from './results';
import { BUNDLES, COUNTED_OPERATIONS, DATA_SIZES, SHIMS } from './results';

/** What a figure may be at most. */
export interface Bound {
  /** Which figure it is, to be read after an article. */
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit?: string;
}

const MAX_API_BYTES = 450_000;
const MAX_LOAD_RATIO = { 'api': 1.45, 'publisher': 1.3, 'worker': 1.3, 'watchdog': 1.3, 'dead-letter': 1.3 };
const MAX_POST_RATIO = 2;
/** Of CPU time: validation waits for nothing. */
const MAX_VALIDATION_MS = 0.2;
const MAX_WRITE_UNITS: Record<DataSize, number> = { '300B': 6, '10KB': 17, '100KB': 108 };
const MAX_IDLE_READ_UNITS = 1;
const MAX_SHIM_CPU_RATIO = 1.5;
const MAX_SHIM_IMPORT_RATIO = 1.3;

/**
 * The bounds, whether they hold or not.
 *
 * @param operations the DynamoDB operations that were seen
 */
export function boundsOf({ bundles, cpu_us, task, dynamodb_requests, shim, batch }: Results, operations: readonly string[]): Bound[] {
  const sizes = Object.keys(DATA_SIZES) as DataSize[];
  return [
    { name: 'size of the api bundle', measured: bundles.api.bytes / 1000, limit: MAX_API_BYTES / 1000, unit: 'kB' },
    ...BUNDLES.map((name) => ({ name: `load time of the ${name} bundle`, measured: bundles[name].ratio, limit: MAX_LOAD_RATIO[name], unit: 'times its floor' })),
    { name: 'CPU time of POST', measured: cpu_us.post / cpu_us.bare_put, limit: MAX_POST_RATIO, unit: 'times the bare put\'s' },
    { name: 'CPU time that a schema adds to POST with 10 KB of data', measured: cpu_us.validation_10kb / 1000, limit: MAX_VALIDATION_MS, unit: 'ms' },
    ...sizes.map((size) => ({ name: `number of write units of a task with ${size} of data`, measured: task[size].write_units, limit: MAX_WRITE_UNITS[size] })),
    { name: 'number of read units of an idle watchdog', measured: task.idle_watchdog_read_units, limit: MAX_IDLE_READ_UNITS, unit: 'a bucket and minute' },
    { name: 'number of HTTP requests of a task', measured: Math.max(...sizes.map((size) => task[size].http_requests)), limit: 1 },
    ...COUNTED_OPERATIONS.map((name) => ({ name: `number of DynamoDB requests of ${name}`, measured: dynamodb_requests[name], limit: MOST_REQUESTS[name] })),
    ...SHIMS.flatMap((name) => [
      { name: `CPU time of a task in the ${name} shim`, measured: shim[name].cpu_ratio, limit: MAX_SHIM_CPU_RATIO, unit: 'times that of its two bare calls' },
      { name: `import of the ${name} shim`, measured: shim[name].import_ratio, limit: MAX_SHIM_IMPORT_RATIO, unit: 'times that of its AWS clients' },
    ]),
    { name: `number of receives of a batch of ${batch.tasks}`, measured: batch.receives, limit: 1 },
    { name: `number of claims of a batch of ${batch.tasks}`, measured: batch.claims, limit: batch.tasks },
    { name: `number of settles of a batch of ${batch.tasks}`, measured: batch.settles, limit: batch.tasks },
    { name: `number of other DynamoDB requests of a batch of ${batch.tasks}`, measured: batch.other_requests, limit: 0 },
    { name: `number of scans (seen: ${operations.join(', ')})`, measured: operations.filter((operation) => operation.includes('Scan')).length, limit: 0 },
  ];
}

export function isHeld({ measured, limit }: Bound): boolean {
  return measured <= limit;
}
