import { MAX_EXHAUSTIVE_SIZE } from '../../../src/contract';
import { checker } from '../../../validation/checker';
import type { ValidationError } from '../../../validation/validator';
import { checkOf } from '../../support/schemas';

const SCHEMA = { type: 'object', properties: { a: { type: 'string' }, b: { maxItems: 1, uniqueItems: true } } };
const BAD = { a: 1, b: [2, 2] };

/** The pointers of what is told of a document. */
const pointers = (size: number): Array<string | undefined> => checkOf(SCHEMA)(BAD, { name: 'result', size }).map(({ pointer }) => pointer);

test('everything that is wrong with a small document is told', () => {
  expect(pointers(MAX_EXHAUSTIVE_SIZE)).toEqual(['#/result/a', '#/result/b', '#/result/b']);
});

test('of a large document, only what is found first: what comes after a limit may take long', () => {
  expect(pointers(MAX_EXHAUSTIVE_SIZE + 1)).toEqual(['#/result/a']);
});

test('what fits is told nothing', () => {
  expect(checkOf(SCHEMA)({ a: 'x', b: [1] }, { name: 'data', size: 0 })).toEqual([]);
});

test('a validator is made when it is first needed, and once', () => {
  const made: string[] = [];
  const code = (name: string, errors: ValidationError[]) => () => {
    made.push(name);
    return Object.assign((document: unknown) => document === 'good', { errors });
  };
  const error: ValidationError = { instancePath: '', schemaPath: '#/not', keyword: 'not', params: {} };
  const check = checker(code('first', [error]), code('all', [error]));
  expect(made).toEqual([]);
  check('good', { name: 'data', size: 1 });
  check('good', { name: 'data', size: 1 });
  expect(made).toEqual(['first']);
  check('bad', { name: 'data', size: 1 });
  check('bad', { name: 'data', size: 1 });
  expect(made).toEqual(['first', 'all']);
});
