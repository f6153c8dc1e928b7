import type { ValidationError } from '../validator';

/** An error, with those that led to it. */
export interface Finding {
  readonly error: ValidationError;
  /** The findings of each schema that the keyword tried; of one only where it tried the same schema again and again. */
  readonly tried: readonly (readonly Finding[])[];
}

/** A finding that may still turn out to have led to another. */
interface OpenFinding extends Finding {
  /** How many errors it stands for. */
  readonly size: number;
}

/** Puts the errors of a validator, a flat list in which each comes after those that led to it, in the order of their making. */
export function findingsOf(errors: readonly ValidationError[]): readonly Finding[] {
  const open: OpenFinding[] = [];
  for (const error of errors) {
    const inner = takeInner(open, error);
    const size = inner.reduce((sum, finding) => sum + finding.size, 1);
    open.push({ error, tried: split(inner, error.params.ends ?? [size - 1]), size });
  }
  return open;
}

/** Takes the findings that led to an error off the end of those that are open. */
function takeInner(open: OpenFinding[], error: ValidationError): OpenFinding[] {
  const inner: OpenFinding[] = [];
  let left = error.params.within ?? 0;
  while (left > 0 && open.length > 0 && !isOfSameKeyword(open.at(-1)!.error, error)) {
    const finding = open.pop()!;
    inner.unshift(finding);
    left -= finding.size;
  }
  return inner;
}

/** `propertyNames` reports each refused name, and did not try the names before it for this one. */
function isOfSameKeyword(one: ValidationError, other: ValidationError): boolean {
  return one.keyword === 'propertyNames' && one.schemaPath === other.schemaPath && one.instancePath === other.instancePath;
}

function split(findings: readonly OpenFinding[], ends: readonly number[]): Finding[][] {
  const groups: Finding[][] = ends.map(() => []);
  let position = 0;
  for (const finding of findings) {
    position += finding.size;
    groups[ends.findIndex((end) => position <= end)]?.push(finding);
  }
  return groups;
}
