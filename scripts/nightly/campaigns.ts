/** A check that is too long for a pull request. */
export interface Campaign {
  readonly name: string;
  readonly command: string;
  /** About three times its usual duration. */
  readonly timeoutMinutes: number;
}

/** The nightly workflow runs each in a job of its own. */
export const CAMPAIGNS: readonly Campaign[] = [
  { name: 'simulate', command: 'npm run simulate -- --runs 100000', timeoutMinutes: 150 },
  { name: 'mutants', command: 'npm run simulate -- --mutants', timeoutMinutes: 90 },
  { name: 'fuzz', command: 'npm run fuzz', timeoutMinutes: 60 },
  { name: 'bench', command: 'npm run bench', timeoutMinutes: 30 },
];

/** The file with a campaign's output. */
export function logOf({ name }: Campaign): string {
  return `${name}.log`;
}
