import type { Bound } from './bounds';
import { isHeld } from './bounds';
import type { DataSize, Results } from './results';
import { BUNDLES, COUNTED_OPERATIONS, DATA_SIZES, SHIMS, STEPS } from './results';
import type { TaskMeasurement, TaskWrite } from './task';
import type { Row } from '../support/table';
import { table } from '../support/table';

const SIZES = Object.keys(DATA_SIZES) as DataSize[];

/** The request, the bare call next to it, and what both are called in a table. */
const CPU_ROWS = [
  { title: 'POST /tasks', request: 'post', call: 'put' },
  { title: 'GET /tasks/{id}', request: 'get', call: 'get' },
  { title: 'PATCH /tasks/{id} (reads, then writes)', request: 'patch', call: 'update' },
  { title: 'GET /tasks (a query a bucket, a batch read)', request: 'list', call: 'query' },
] as const;

const TASK_ROWS = [
  { title: 'HTTP requests', key: 'http_requests' },
  { title: 'Lambda invocations (api, publisher, worker)', key: 'lambda_invocations' },
  { title: 'SNS publishes', key: 'sns_publishes' },
  { title: 'SQS requests (receive, delete)', key: 'sqs_requests' },
  { title: 'DynamoDB read units', key: 'read_units' },
  { title: 'DynamoDB write units', key: 'write_units' },
] as const;

/** The results as a person reads them. */
export function reportOf(results: Results, measurements: Record<DataSize, TaskMeasurement>): string {
  const { bundles, cpu_us, task, steps, dynamodb_requests, shim, batch } = results;
  return [
    title('Bundles', 'module load in fresh processes; the floor requires the AWS clients, whole, and does nothing else'),
    table(['', 'size', 'load', 'floor', 'ratio'], BUNDLES.map((name) => {
      const { bytes, load_ms, floor_ms, ratio } = bundles[name];
      return [name, kilobytes(bytes), `${load_ms.toFixed(1)} ms`, `${floor_ms.toFixed(1)} ms`, ratio.toFixed(2)];
    })),
    title('CPU time', 'of the api function, without network, against the bare SDK call'),
    table(['', 'request', 'bare call', 'ratio'], CPU_ROWS.map(({ title: name, request, call }) => [
      name, microseconds(cpu_us[request]), `${call} ${microseconds(cpu_us[`bare_${call}`])}`, (cpu_us[request] / cpu_us[`bare_${call}`]).toFixed(2),
    ])),
    title('CPU time of POST /tasks with 10 KB of data', 'the last line is the median of the differences'),
    table([], [
      ['to a task type without a schema', microseconds(cpu_us.post_10kb)],
      ['to one with a schema', microseconds(cpu_us.post_10kb_checked)],
      ['validation', microseconds(cpu_us.validation_10kb)],
    ]),
    title('A worker\'s shim', 'CPU time of a task whose handler does nothing, against its two bare SDK calls; import, against the clients\' alone'),
    table(['', 'task', 'bare calls', 'ratio', 'import', 'clients', 'ratio'], SHIMS.map((name) => {
      const { cpu_us: cpu, floor_cpu_us, cpu_ratio, import_ms, floor_import_ms, import_ratio } = shim[name];
      const times = [microseconds(cpu), microseconds(floor_cpu_us), cpu_ratio.toFixed(2)];
      return [name, ...times, `${import_ms.toFixed(1)} ms`, `${floor_import_ms.toFixed(1)} ms`, import_ratio.toFixed(2)];
    })),
    title(`A batch of ${batch.tasks} tasks`),
    table([], [
      ['SQS receives', String(batch.receives)],
      ['DynamoDB claims', String(batch.claims)],
      ['DynamoDB settles', String(batch.settles)],
      ['other DynamoDB requests', String(batch.other_requests)],
    ]),
    title('One task, from POST to COMPLETED', 'by the size of its data'),
    table(['', ...SIZES], [
      ...TASK_ROWS.map(({ title: name, key }) => [name, ...SIZES.map((size) => String(task[size][key]))]),
      ...writeRows(measurements),
    ]),
    title('DynamoDB requests', 'of the API\'s operations'),
    table([], COUNTED_OPERATIONS.map((name) => [name, String(dynamodb_requests[name])])),
    '',
    title('Other steps', 'in DynamoDB write units, of the table and its indexes'),
    table([], STEPS.map((name) => [name, String(steps[name].write_units)])),
    title('The watchdog when nothing is due', 'every minute'),
    table([], [['DynamoDB read units of each bucket', String(task.idle_watchdog_read_units)]]),
    '',
    '  Units come from item sizes by AWS\'s rule (a write unit a KB begun, a read unit 4 KB, the indexes\' writes on top),',
    '  counted on the table in memory that the tests use.',
  ].join('\n');
}

/** Every bound on a line: held or not. */
export function boundsReportOf(bounds: readonly Bound[]): string {
  const rows = bounds.map((bound) => [isHeld(bound) ? 'ok' : 'exceeded', bound.name, figure(bound.measured), `at most ${limitOf(bound)}`]);
  return [title('Bounds'), table([], rows, ['left', 'left', 'right', 'left'])].join('\n');
}

/** What is wrong with a bound that does not hold. */
export function sentenceOf(bound: Bound): string {
  return `The ${bound.name} is ${figure(bound.measured)}; it may be at most ${limitOf(bound)}.`;
}

function limitOf({ limit, unit }: Bound): string {
  return unit ? `${figure(limit)} ${unit}` : figure(limit);
}

/** Where the write units come from: each write's units, and the size of the item that it left. */
function writeRows(measurements: Record<DataSize, TaskMeasurement>): Row[] {
  const writes = SIZES.map((size) => measurements[size].writes);
  const names = [...new Set(writes.flat().map(({ name }) => name))].sort((a, b) => order(writes, a) - order(writes, b));
  return names.map((name) => [`  ${name}`, ...writes.map((each) => describe(each.find((write) => write.name === name)))]);
}

/** Where a write stands in the size that has most of them. */
function order(writes: readonly (readonly TaskWrite[])[], name: string): number {
  return Math.max(...writes.map((each) => each.findIndex((write) => write.name === name)));
}

function describe(write: TaskWrite | undefined): string {
  if (!write) return '–';
  const units = write.indexUnits > 0 ? `${write.tableUnits} + ${write.indexUnits} index` : String(write.tableUnits);
  return `${units} (${write.bytes} B)`;
}

function title(text: string, note?: string): string {
  return `\n${text}${note ? ` (${note})` : ''}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function microseconds(value: number): string {
  return `${value.toFixed(0)} µs`;
}

/** Whole, or with two decimals. */
function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
