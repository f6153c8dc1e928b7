/** Names for components of an OpenAPI document, no two of them the same. */
export class ComponentNames {
  private readonly taken: Set<string>;

  /**
   * @param taken the names that are gone
   */
  public constructor(taken: readonly string[]) {
    this.taken = new Set(taken.map(normalize));
  }

  /**
   * A free name like the one that is wanted. What no component's name may have is left out, and names that differ only in
   * case are the same: generators make classes and files of them.
   */
  public take(wanted: string): string {
    const base = wanted.replace(/[^A-Za-z0-9._-]/g, '') || 'Schema';
    let name = base;
    for (let number = 2; this.taken.has(normalize(name)); number += 1) name = `${base}${number}`;
    this.taken.add(normalize(name));
    return name;
  }
}

/** A name as a generated class has it: `resize-image` is `ResizeImage`. */
export function pascalCase(name: string): string {
  return name.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function normalize(name: string): string {
  return pascalCase(name).toLowerCase();
}
