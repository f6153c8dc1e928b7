type Version = readonly [major: number, minor: number, patch: number];

/** The numbers of a version such as `1.2.3`, but not of a pre-release. */
export function numbersOf(version: string): Version | undefined {
  const [, ...numbers] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  return numbers.length > 0 ? numbers.map(Number) as unknown as Version : undefined;
}

/** Sorts versions in ascending order. */
export function compareVersions(one: string, other: string): number {
  const [ones, others] = [numbersOf(one), numbersOf(other)];
  if (!ones || !others) throw new Error(`'${ones ? other : one}' is not the version of a release`);
  return ones.map((number, n) => number - others[n]).find((difference) => difference !== 0) ?? 0;
}
