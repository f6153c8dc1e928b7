import type { Finding, ValidationError } from './findings';
import { findingsOf } from './findings';
import { Place } from './place';
import { MAX_FIELD_ERRORS } from '../../src/contract';
import { memberOf, sentenceOf } from '../wording/sentences';

/** What is wrong with one place of a document. */
export interface Refusal {
  /** A JSON pointer into the request's body, in its URI form: `#/data/width`. */
  readonly pointer: string;
  readonly detail: string;
}

/** How many alternatives a sentence goes through. */
const MAX_ALTERNATIVES = 3;

/**
 * What a validator found, in sentences for those who wrote the document: each place once, and not more of them than
 * anybody reads.
 *
 * @param name what the document is called
 */
export function describe(errors: readonly ValidationError[], document: unknown, name: string): Refusal[] {
  const describer = new Describer(document, name);
  const findings = findingsOf(errors);
  const refusals = new Map<string, Refusal>();
  let told = 0;
  while (told < findings.length && refusals.size <= MAX_FIELD_ERRORS) {
    for (const refusal of describer.refusalsOf(findings[told])) refusals.set(`${refusal.pointer} ${refusal.detail}`, refusal);
    told += 1;
  }
  const listed = [...refusals.values()].slice(0, MAX_FIELD_ERRORS);
  const more = refusals.size - listed.length + findings.length - told;
  return more === 0 ? listed : [...listed, { pointer: `#/${name}`, detail: `Places in ${name} that do not fit either: ${more} more.` }];
}

class Describer {
  public constructor(private readonly document: unknown, private readonly name: string) {}

  public refusalsOf(finding: Finding): Refusal[] {
    const { error, tried } = finding;
    switch (error.keyword) {
      // What is wrong is said by the schema that then has to hold.
      case 'if': return [];
      case 'anyOf': return this.ofAlternatives(finding);
      case 'oneOf': return error.params.passingSchemas ? [this.refusal(error)] : this.ofAlternatives(finding);
      case 'contains': return [this.refusal(error, error.params.maxContains === undefined ? this.firstOf(tried.flat()) : undefined)];
      case 'propertyNames': return [this.refusal(error, this.firstOf(tried.flat().map((inner) => aboutName(inner, error))))];
      default: return [this.refusal(error)];
    }
  }

  /** Where a document fits none of several schemas, what it lacks to fit the one that it is meant for, if that is clear. */
  private ofAlternatives({ error, tried }: Finding): Refusal[] {
    const alternatives = tried.filter((findings) => findings.length > 0);
    const ofAnotherKind = (finding: Finding): boolean => isOfAnotherKind(error, finding.error);
    const meant = alternatives.filter((findings) => !findings.some(ofAnotherKind));
    if (meant.length === 1) return meant[0].flatMap((finding) => this.refusalsOf(finding));

    const telling = meant.length > 0 ? meant : alternatives.map((findings) => findings.filter(ofAnotherKind));
    const reasons = [...new Set(telling.map((findings) => this.firstOf(findings)))];
    const rest = reasons.length > MAX_ALTERNATIVES ? [`fit another of ${alternatives.length} alternatives`] : [];
    const { pointer } = new Place(this.document, this.name, error.instancePath);
    return [{ pointer, detail: `${[...reasons.slice(0, MAX_ALTERNATIVES), ...rest].join('; or ')}.` }];
  }

  /** What is first wrong of all that was found, without a full stop. */
  private firstOf(findings: readonly Finding[]): string | undefined {
    return findings.flatMap((finding) => this.refusalsOf(finding)).at(0)?.detail.slice(0, -1);
  }

  private refusal(error: ValidationError, because?: string): Refusal {
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
