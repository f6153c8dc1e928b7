import { escapePointer, namesOf } from '../../src/contract';

/** The longest pointer, and the longest name of a place, that an answer repeats: both are made of the request's own names. */
const MAX_LENGTH = 200;

/** A place in a document that is checked. */
export class Place {
  /** The members' names and the items' indices on the way to the place. */
  private readonly path: readonly string[];

  /**
   * @param document the whole document
   * @param name     what the document is called
   * @param path     a JSON pointer to the place, without `#`
   * @param member   a member of what is there that is the place itself
   */
  public constructor(private readonly document: unknown, private readonly name: string, path: string, member?: string) {
    const names = namesOf(path);
    this.path = member === undefined ? names : [...names, member];
  }

  /** What is there; undefined when nothing is. */
  public get value(): unknown {
    return this.path.reduce<any>((value, name) => (typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? value[name] : undefined), this.document);
  }

  /** A JSON pointer to the place in a request; to what is around it where the pointer would be too long. */
  public get pointer(): string {
    let pointer = `#/${this.name}`;
    for (const name of this.path) {
      const longer = `${pointer}/${escapePointer(name)}`;
      if (longer.length > MAX_LENGTH) break;
      pointer = longer;
    }
    return pointer;
  }

  /** What a sentence calls the place: `data.pages[2].width`. */
  public get label(): string {
    let label = this.name;
    for (const name of this.path) label += /^\d+$/.test(name) ? `[${name}]` : `.${name}`;
    return label.length > MAX_LENGTH ? `…${label.slice(1 - MAX_LENGTH)}` : label;
  }
}
