/** The middle of the values: a run that something else held up does not move it. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('there is no median of no values');

  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A figure with no more digits than it deserves. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
