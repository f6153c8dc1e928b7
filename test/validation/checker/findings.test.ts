import type { Finding } from '../../../validation/checker/findings';
import { findingsOf } from '../../../validation/checker/findings';
import type { ValidationError } from '../../../validation/validator';

const error = (keyword: string, params: ValidationError['params'] = {}, instancePath = ''): ValidationError => ({ keyword, params, instancePath, schemaPath: `#/${keyword}` });

/** A finding as text: `anyOf(type | const)`. */
const asText = ({ error: { keyword }, tried }: Finding): string => {
  const alternatives = tried.map((findings) => findings.map(asText).join(' ')).join(' | ');
  return alternatives ? `${keyword}(${alternatives})` : keyword;
};
const textOf = (...errors: ValidationError[]): string => findingsOf(errors).map(asText).join(' ');

test('errors stand for themselves', () => {
  expect(textOf(error('type'), error('minimum'))).toBe('type minimum');
});

test('those of alternatives belong to what tried them, and to each its own', () => {
  expect(textOf(error('minimum'), error('type'), error('const'), error('required'), error('anyOf', { within: 3, ends: [1, 1, 3] }), error('type')))
    .toBe('minimum anyOf(type |  | const required) type');
});

test('alternatives hold alternatives', () => {
  expect(textOf(error('type'), error('const'), error('anyOf', { within: 2, ends: [1, 2] }), error('required'), error('oneOf', { within: 4, ends: [3, 4] })))
    .toBe('oneOf(anyOf(type | const) | required)');
});

test('a schema that is tried again and again has one group', () => {
  expect(textOf(error('type'), error('type'), error('contains', { within: 2 }))).toBe('contains(type type)');
});

test('names that are refused one after the other have each their own reasons', () => {
  expect(textOf(error('pattern'), error('propertyNames', { within: 1 }), error('maxLength'), error('propertyNames', { within: 3 })))
    .toBe('propertyNames(pattern) propertyNames(maxLength)');
});

test('errors that the validator has dropped are not missed', () => {
  expect(textOf(error('contains', { within: 5 }))).toBe('contains');
});
