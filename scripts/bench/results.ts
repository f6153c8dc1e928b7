/** The functions whose bundles are measured. */
export const BUNDLES = ['api', 'publisher', 'worker', 'watchdog', 'dead-letter'] as const;
export type BundleName = typeof BUNDLES[number];

export interface BundleFigures {
  readonly bytes: number;
  /** How long the module takes to load in a fresh process. */
  readonly load_ms: number;
  /** The same of a file that does nothing but make the AWS clients that the function needs. */
  readonly floor_ms: number;
  readonly ratio: number;
}

/**
 * The requests to the API's function, and the calls of the bare SDK. The same 10 KB of data are posted to a type without
 * a schema, and to one whose schema they fit.
 */
export const REQUESTS = ['post', 'get', 'patch', 'list', 'post_10kb', 'post_10kb_checked'] as const;
export type RequestName = typeof REQUESTS[number];
export const BARE_CALLS = ['put', 'get', 'update', 'query'] as const;
export type BareCallName = typeof BARE_CALLS[number];

/** Microseconds of CPU time for each; the validation is what a schema adds to the POST of 10 KB. */
export type CpuFigures = Record<RequestName | `bare_${BareCallName}` | 'validation_10kb', number>;

/** The sizes of a task's data, in bytes of JSON text. */
export const DATA_SIZES = { '300B': 300, '10KB': 10 * 1024, '100KB': 100 * 1024 } as const;
export type DataSize = keyof typeof DATA_SIZES;

/** What one task takes from POST to COMPLETED. */
export interface TaskFigures {
  readonly http_requests: number;
  readonly lambda_invocations: number;
  /** Of the table and its indexes. */
  readonly write_units: number;
  readonly read_units: number;
  readonly sns_publishes: number;
  readonly sqs_requests: number;
}

/** The steps beside the usual three (creation, claim, completion) whose writes are measured. */
export const STEPS = ['cancel', 'retry', 'heartbeat', 'retrying'] as const;
export type MeasuredStep = typeof STEPS[number];

export interface StepFigures {
  /** Of the table and its indexes. */
  readonly write_units: number;
}

/** The operations of the API whose DynamoDB requests are counted. */
export const COUNTED_OPERATIONS = ['post', 'post with large data', 'get', 'get with a large result', 'list'] as const;
export type CountedOperation = typeof COUNTED_OPERATIONS[number];

/** What a worker's shim takes for a task whose handler does nothing, and what the AWS SDK alone would. */
export interface ShimCpu {
  /** Microseconds of CPU time for claim, run and settle, with logs and metrics. */
  readonly cpu_us: number;
  /** The same of the two calls of the bare SDK. */
  readonly floor_cpu_us: number;
  readonly cpu_ratio: number;
}

export interface ShimFigures extends ShimCpu {
  /** How long its module takes to load in a fresh process, in milliseconds. */
  readonly import_ms: number;
  /** The same of the AWS clients alone. */
  readonly floor_import_ms: number;
  readonly import_ratio: number;
}

/** The languages of handlers that run in the same process as the shim. */
export const SHIMS = ['node', 'python'] as const;
export type ShimName = typeof SHIMS[number];

/** What a batch of tasks takes that succeed. */
export interface BatchFigures {
  readonly tasks: number;
  /** Of the queue. */
  readonly receives: number;
  readonly claims: number;
  readonly settles: number;
  /** Of the table. */
  readonly other_requests: number;
}

/** What the benchmark measures; the JSON file holds it as it is here. */
export interface Results {
  readonly bundles: Record<BundleName, BundleFigures>;
  readonly cpu_us: CpuFigures;
  readonly task: Record<DataSize, TaskFigures> & {
    /** What one run of the watchdog reads when nothing is due, for each of its buckets. It runs every minute. */
    readonly idle_watchdog_read_units: number;
  };
  readonly steps: Record<MeasuredStep, StepFigures>;
  /** How many DynamoDB requests each sends. */
  readonly dynamodb_requests: Record<CountedOperation, number>;
  readonly shim: Record<ShimName, ShimFigures>;
  readonly batch: BatchFigures;
}
