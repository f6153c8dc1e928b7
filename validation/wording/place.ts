import { escapePointer, namesOf } from '../../src/contract';
import type { ValidationError } from '../validator';

/** A place in a document: the members' names and the items' indices on the way to it. */
export type Place = readonly string[];

/** The longest pointer, and the longest name of a place, that an answer repeats: both are made of the request's own names. */
const MAX_LENGTH = 200;

/** The place that an error is about: where it was found, or the member there that is missing or unknown. */
export function placeOf({ instancePath, params }: ValidationError): Place {
  const member = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  return member === undefined ? namesOf(instancePath) : [...namesOf(instancePath), member];
}

/** What is at a place of a document; undefined when nothing is. */
export function valueAt(document: unknown, place: Place): unknown {
  return place.reduce<any>((value, name) => (typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? value[name] : undefined), document);
}

/** A JSON pointer to a place, in its URI form; to what is around it where the pointer would be too long. */
export function pointerTo(place: Place): string {
  return ['#', ...shown(place).map(escapePointer)].join('/');
}

/** As much of a place as an answer repeats. */
export function shown(place: Place): Place {
  let length = '#'.length;
  return place.filter((name) => {
    length += '/'.length + escapePointer(name).length;
    return length <= MAX_LENGTH;
  });
}

/** What a sentence calls a place: `data.pages[2].width`. */
export function labelOf([first, ...rest]: Place): string {
  const label = rest.reduce((before, name) => before + (/^\d+$/.test(name) ? `[${name}]` : `.${name}`), first);
  return label.length > MAX_LENGTH ? `…${label.slice(1 - MAX_LENGTH)}` : label;
}
