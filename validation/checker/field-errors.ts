import type { Finding } from './findings';
import { findingsOf } from './findings';
import { firstErrors } from './first-errors';
import type { FieldError } from '../../src/contract';
import type { ValidationError } from '../validator';
import { keywordRule } from '../wording/keyword-rules';
import type { Place } from '../wording/place';
import { labelOf, placeOf, pointerTo, valueAt } from '../wording/place';
import { sentenceOf } from '../wording/sentences';

/** How many alternatives a sentence goes through. */
const MAX_ALTERNATIVES = 3;

/**
 * What a validator found in a document that a user's schema describes, in sentences for the author of the document.
 *
 * @param name what the document is called: it is a member of this name that a pointer begins with
 */
export function fieldErrorsOf(errors: readonly ValidationError[], document: unknown, name: string): readonly FieldError[] {
  const describer = new Describer(document, name);
  const { listed, left } = firstErrors(findingsOf(errors), (finding) => describer.fieldErrorsOf(finding));
  return left === 0 ? listed : [...listed, { pointer: `#/${name}`, detail: `Places in ${name} that do not fit either: ${left} more.` }];
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
    return [{ pointer: pointerTo(this.placeInRequest(error)), detail: `${[...reasons.slice(0, MAX_ALTERNATIVES), ...rest].join('; or ')}.` }];
  }

  /** What is first wrong of all that was found, without a full stop. */
  private firstOf(findings: readonly Finding[]): string | undefined {
    return findings.flatMap((finding) => this.fieldErrorsOf(finding)).at(0)?.detail.slice(0, -1);
  }

  private fieldError(error: ValidationError, because?: string): FieldError {
    const sentence = this.sentence(error);
    return { pointer: pointerTo(this.placeInRequest(error)), detail: because ? `${sentence}: ${because}.` : `${sentence}.` };
  }

  private sentence(error: ValidationError): string {
    if (error.propertyName !== undefined) return sentenceOf(error, 'its name', error.propertyName, keywordRule);
    return sentenceOf(error, labelOf(this.placeInRequest(error)), valueAt(this.document, placeOf(error)), keywordRule);
  }

  private placeInRequest(error: ValidationError): Place {
    return [this.name, ...placeOf(error)];
  }
}

/** What was found wrong with a member's name, as such. */
function aboutName({ error, tried }: Finding, { params }: ValidationError): Finding {
  return { error: { ...error, propertyName: params.propertyName }, tried };
}

/** Whether an alternative is meant for values of another type than the rejected one, or with another mark, such as `kind`. */
function isOfAnotherKind(union: ValidationError, { keyword, instancePath, params }: ValidationError): boolean {
  if (keyword === 'type') return instancePath === union.instancePath;
  const isMark = keyword === 'const' || (keyword === 'enum' && params.allowedValues.length === 1);
  return isMark && instancePath.lastIndexOf('/') <= union.instancePath.length;
}
