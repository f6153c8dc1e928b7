import { MAX_BATCH_BODY_BYTES, MAX_CREATES } from '../../../src/contract';

/** A request to create a task, as JSON text. */
export interface WrittenRequest {
  readonly request: string;
}

/** Requests as one invocation of the api function takes them: as many together as may be, in their order. */
export function createBatches<T extends WrittenRequest>(requests: readonly T[]): T[][] {
  const batches: T[][] = [];
  let room = 0;
  for (const written of requests) {
    const size = Buffer.byteLength(written.request) + 1;
    const last = batches.at(-1);
    if (last && last.length < MAX_CREATES && size <= room) {
      last.push(written);
    } else {
      batches.push([written]);
      room = MAX_BATCH_BODY_BYTES;
    }
    room -= size;
  }
  return batches;
}

/** The event of such an invocation. */
export function batchEvent(batch: readonly WrittenRequest[]): string {
  return `[${batch.map(({ request }) => request).join(',')}]`;
}
