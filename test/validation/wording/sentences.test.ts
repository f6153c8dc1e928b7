import type { ValidationError } from '../../../validation/validator';
import { sentenceOf } from '../../../validation/wording/sentences';

const NAME = { 'type': 'string', 'minLength': 1, 'x-hint': 'names the picture' };

const sentence = (error: Pick<ValidationError, 'keyword' | 'params' | 'parentSchema'>, value?: unknown): string => (
  sentenceOf({ instancePath: '', schemaPath: '', ...error }, 'data.name', value, ({ keyword }, wrong) => `breaks ${keyword} with ${wrong}`)
);

test.each<[string, Pick<ValidationError, 'keyword' | 'params' | 'parentSchema'>, string]>([
  ['is missing', { keyword: 'required', params: { missingProperty: 'name' } }, 'data.name is missing'],
  ['is missing, by a schema without a hint', { keyword: 'required', params: { missingProperty: 'name' }, parentSchema: { required: ['name'] } }, 'data.name is missing'],
  ['is missing, by a schema with a hint', { keyword: 'required', params: { missingProperty: 'name' }, parentSchema: { properties: { name: NAME } } }, 'data.name is missing; it names the picture'],
])('a value that %s', (_what, error, expected) => {
  expect(sentence(error)).toBe(expected);
});

test('what else a value has to be, a rule says', () => {
  expect(sentence({ keyword: 'minLength', params: { limit: 1 }, parentSchema: NAME }, 'x')).toBe('data.name breaks minLength with x');
});
