import type { TaskRecord } from '../../../../runtime/core/record/task-record';
import { cutError, failure, settledTtl } from '../../../../runtime/core/transitions/settle';
import { memoryPorts } from '../../../../simulator/aws/memory-ports';
import { MAX_TEXT_BYTES } from '../../../../src/contract';
import { FAILURE, nowSeconds } from '../../../support/tasks';

const ports = memoryPorts();
const RECORD = { id: 'a', retention: 3600, watch_key: 'open#2' } as TaskRecord;

test('a settled task is kept for its retention', () => {
  expect(settledTtl(ports, RECORD)).toBe(nowSeconds(ports) + 3600);
});

test.each([60, 999_999])('a settled task is kept until its client’s ttl, in %d s', (kept) => {
  const ttl = nowSeconds(ports) + kept;
  expect(settledTtl(ports, { ...RECORD, ttl, client_ttl: ttl })).toBe(ttl);
});

test('a failed task has its error, its end and its place among the failed ones', () => {
  expect(failure(ports, RECORD, FAILURE)).toEqual({ error: FAILURE, ttl: nowSeconds(ports) + 3600, failed: 'failed#2' });
});

test('an error is cut between two characters', () => {
  expect(cutError({ type: 'T'.repeat(2000), message: `x${'€'.repeat(1000)}` })).toEqual({ type: 'T'.repeat(MAX_TEXT_BYTES), message: `x${'€'.repeat(341)}` });
});
