import { compareVersions, numbersOf } from '../support/versions';

/** The differences between the API of the last release and that of the next. */
export interface ApiComparison {
  /** Breaking changes, one a line. */
  readonly breaks: readonly string[];
  /** The version of the last release, if there is one. */
  readonly last?: string;
  /** The version that follows from the commits. */
  readonly next: string;
}

export interface ApiVerdict {
  readonly passes: boolean;
  readonly sentence: string;
}

/** A breaking change requires a new major version, and below 1.0 a new minor version. */
export function apiVerdict({ breaks, last, next }: ApiComparison): ApiVerdict {
  const old = last === undefined ? 'the baseline' : last;
  if (breaks.length === 0) return { passes: true, sentence: `The API is compatible with ${old}.` };

  const broken = `The API breaks ${old} in ${breaks.length} ${breaks.length === 1 ? 'place' : 'places'}`;
  if (last === undefined) {
    return { passes: false, sentence: `${broken}: revert the change, or record the new API with \`npm run api:baseline\`, since there is no release yet.` };
  }
  const least = breakingVersionAfter(last);
  if (compareVersions(next, least) >= 0) return { passes: true, sentence: `${broken}, and the new version ${next} allows that.` };
  return { passes: false, sentence: `${broken}, and the next version is ${next}: revert the change, or mark its commit as breaking (\`feat!: …\`), for version ${least}.` };
}

function breakingVersionAfter(version: string): string {
  const numbers = numbersOf(version);
  if (!numbers) throw new Error(`'${version}' is not the version of a release`);
  const [major, minor] = numbers;
  return major === 0 ? `0.${minor + 1}.0` : `${major + 1}.0.0`;
}
