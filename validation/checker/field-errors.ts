import type { Finding, ValidationError } from './findings';
import { findingsOf } from './findings';
import { Place } from './place';
import type { FieldError } from '../../src/contract';
import { MAX_FIELD_ERRORS } from '../../src/contract';
import { memberOf, sentenceOf } from '../wording/sentences';

/** How many alternatives a sentence goes through. */
const MAX_ALTERNATIVES = 3;

/**
 * What a validator found, in sentences for those who wrote the document: each place once, and not more of them than
 * anybody reads.
 *
 * @param name what the document is called
 */
export function fieldErrorsOf(errors: readonly ValidationError[], document: unknown, name: string): FieldError[] {
  const describer = new Describer(document, name);
  const findings = findingsOf(errors);
  const fieldErrors = new Map<string, FieldError>();
  let told = 0;
  while (told < findings.length && fieldErrors.size <= MAX_FIELD_ERRORS) {
    for (const fieldError of describer.fieldErrorsOf(findings[told])) fieldErrors.set(`${fieldError.pointer} ${fieldError.detail}`, fieldError);
    told += 1;
  }
  const listed = [...fieldErrors.values()].slice(0, MAX_FIELD_ERRORS);
  const more = fieldErrors.size - listed.length + findings.length - told;
  return more === 0 ? listed : [...listed, { pointer: `#/${name}`, detail: `Places in ${name} that do not fit either: ${more} more.` }];
}

class Describer {
  public constructor(private readonly document: unknown, private readonly name: string) {}

  public fieldErrorsOf(finding: Finding): FieldError[] {
    const { error, tried } = finding;
    switch (error.keyword) {
      // What is wrong is said by the schema that then has to hold.
      case 'if': return [];
      case 'anyOf': return this.ofAlternatives(finding);
      case 'oneOf': return error.params.passingSchemas ? [this.fieldError(error)] : this.ofAlternatives(finding);
      case 'contains': return [this.fieldError(error, error.params.maxContains === undefined ? this.firstOf(tried.flat()) : undefined)];
      case 'propertyNames': return [this.fieldError(error, this.firstOf(tried.flat().map((inner) => aboutName(inner, error))))];
      default: return [this.fieldError(error)];
    }
  }

  /** Where a document fits none of several schemas, what it lacks to fit the one that it is meant for, if that is clear. */
  private ofAlternatives({ error, tried }: Finding): FieldError[] {
    const alternatives = tried.filter((findings) => findings.length > 0);
    const ofAnotherKind = (finding: Finding): boolean => isOfAnotherKind(error, finding.error);
    const meant = alternatives.filter((findings) => !findings.some(ofAnotherKind));
    if (meant.length === 1) return meant[0].flatMap((finding) => this.fieldErrorsOf(finding));

    const telling = meant.length > 0 ? meant : alternatives.map((findings) => findings.filter(ofAnotherKind));
    const reasons = [...new Set(telling.map((findings) => this.firstOf(findings)))];
    const rest = reasons.length > MAX_ALTERNATIVES ? [`fit another of ${alternatives.length} alternatives`] : [];
    const { pointer } = new Place(this.document, this.name, error.instancePath);
    return [{ pointer, detail: `${[...reasons.slice(0, MAX_ALTERNATIVES), ...rest].join('; or ')}.` }];
  }

  /** What is first wrong of all that was found, without a full stop. */
  private firstOf(findings: readonly Finding[]): string | undefined {
    return findings.flatMap((finding) => this.fieldErrorsOf(finding)).at(0)?.detail.slice(0, -1);
  }

  private fieldError(error: ValidationError, because?: string): FieldError {
    const sentence = this.sentence(error);
    const { pointer } = new Place(this.document, this.name, error.instancePath, memberOf(error));
    return { pointer, detail: because ? `${sentence}: ${because}.` : `${sentence}.` };
  }

  private sentence(error: ValidationError): string {
    if (error.propertyName !== undefined) return sentenceOf(error, 'its name', error.propertyName);
    const place = new Place(this.document, this.name, error.instancePath, memberOf(error));
    return sentenceOf(error, place.label, place.value);
  }
}

/** What was found wrong with a member's name, as such. */
function aboutName({ error, tried }: Finding, { params }: ValidationError): Finding {
  return { error: { ...error, propertyName: params.propertyName }, tried };
}

/** Whether an alternative is meant for values of another type than the refused one, or with another mark, such as `kind`. */
function isOfAnotherKind(union: ValidationError, { keyword, instancePath, params }: ValidationError): boolean {
  if (keyword === 'type') return instancePath === union.instancePath;
  const isMark = keyword === 'const' || (keyword === 'enum' && params.allowedValues.length === 1);
  return isMark && instancePath.lastIndexOf('/') <= union.instancePath.length;
}
