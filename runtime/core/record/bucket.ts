/** Which of an index's buckets a task is in. The last digits of an id are random, whatever made it. */
export function bucketOf(id: string, buckets: number): number {
  return parseInt(id.slice(-4), 16) % buckets;
}
