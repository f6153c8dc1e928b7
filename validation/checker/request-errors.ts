import { firstErrors } from './first-errors';
import type { FieldError } from '../../src/contract';
import type { JsonSchema } from '../../src/contract/http';
import type { ValidationError } from '../validator';
import type { Place } from '../wording/place';
import { placeOf, pointerTo, shown, valueAt } from '../wording/place';
import { schemaRule, unknownMember } from '../wording/schema-rules';
import { propertiesOf, sentenceOf } from '../wording/sentences';
import { nameOf } from '../wording/values';

/** The parts of a request that can be wrong, and what the members of each are called. */
const MEMBERS = { body: 'a member', query: 'a query parameter', headers: 'a header' } as const;

type Part = keyof typeof MEMBERS;

/**
 * What a validator found in a part of a request that the API's own schemas describe, in sentences for its author.
 *
 * @param errors of a validator that tells the schema with each
 */
export function requestErrorsOf(part: Part, errors: readonly ValidationError[], document: unknown): readonly FieldError[] {
  return firstErrors(errors, (error) => [fieldError(part, asOfOneSchema(error), document)]).listed;
}

function fieldError(part: Part, error: ValidationError, document: unknown): FieldError {
  const place = placeOf(error);
  return { ...at(part, place), detail: `${sentence(error, place, valueAt(document, place), MEMBERS[part])}.` };
}

function at(part: Part, place: Place): Omit<FieldError, 'detail'> {
  const [name] = shown(place);
  switch (part) {
    case 'body': return { pointer: pointerTo(place) };
    case 'query': return { parameter: name };
    case 'headers': return { header: name };
  }
}

function sentence(error: ValidationError, place: Place, value: unknown, member: string): string {
  if (place.length === 0) return `A JSON object is expected, not ${nameOf(value)}`;
  if (error.keyword === 'additionalProperties') return unknownMember(error, place, member);
  return sentenceOf(error, place.join('.'), value, schemaRule);
}

/** Where a member tells which of several schemas an object has, that member is missing, or has none of their values. */
function asOfOneSchema(error: ValidationError): ValidationError {
  const { keyword, instancePath, params: { tag, tagValue }, parentSchema = {} } = error;
  if (keyword !== 'discriminator') return error;
  if (tagValue === undefined) return { ...error, keyword: 'required', params: { missingProperty: tag } };
  const values = (parentSchema.oneOf as JsonSchema[]).map((alternative) => propertiesOf(alternative)[tag].const);
  return { ...error, keyword: 'enum', instancePath: `${instancePath}/${tag}`, parentSchema: { enum: values } };
}
