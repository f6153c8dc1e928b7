import { compareVersions, numbersOf } from '../support/versions';

/** A dependency as projen lists it. */
export interface Dependency {
  readonly name: string;
  readonly version?: string;
  readonly type: string;
}

/** An exact version, and the packages that have it. */
export interface Pin {
  readonly names: readonly string[];
  readonly version: string;
}

/** The time of publication of each version of a package. */
export type PublishedTimes = Readonly<Record<string, string>>;

/** The exact versions of the build dependencies. Packages of the same scope and version share a pin. */
export function pinsOf(dependencies: readonly Dependency[]): Pin[] {
  const families = new Map<string, string[]>();
  for (const { name, version = '', type } of dependencies) {
    if (type !== 'build' || numbersOf(version) === undefined) continue;
    const [scope] = name.startsWith('@') ? name.split('/') : [name];
    const family = `${scope} ${version}`;
    families.set(family, [...families.get(family) ?? [], name]);
  }
  return [...families].map(([family, names]) => ({ names, version: family.split(' ')[1] }));
}

/** The newest version within the same major version that all packages of a pin published before a time. */
export function newestOf({ version }: Pin, published: readonly PublishedTimes[], before: Date): string {
  const [first, ...others] = published.map((times) => Object.keys(times).filter((candidate) => new Date(times[candidate]) < before));
  return first
    .filter((candidate) => numbersOf(candidate)?.[0] === numbersOf(version)![0])
    .filter((candidate) => others.every((candidates) => candidates.includes(candidate)))
    .concat(version)
    .sort(compareVersions)
    .at(-1)!;
}

/** Replaces a pin's version behind the names of its packages, or else in a constant, which packages of a family share. */
export function raised(source: string, { names, version }: Pin, newer: string): string {
  const named = names.reduce((text, name) => text.replaceAll(`'${name}@${version}'`, `'${name}@${newer}'`), source);
  return named === source ? source.replaceAll(`'${version}'`, `'${newer}'`) : named;
}
