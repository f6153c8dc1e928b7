import { MAX_FIELD_ERRORS } from '../../../src/contract';
import { firstErrors } from '../../../validation/checker/first-errors';

const listed = (numbers: readonly number[]): unknown => firstErrors(numbers, (number) => [{ detail: `Error ${number}.` }]);
const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index);

test('an error that is found twice is told once', () => {
  expect(listed([1, 2, 1])).toEqual({ listed: [{ detail: 'Error 1.' }, { detail: 'Error 2.' }], left: 0 });
});

test('the same sentence about another place is another error', () => {
  expect(firstErrors(['#/a', '#/b'], (pointer) => [{ pointer, detail: 'It is wrong.' }]).listed).toHaveLength(2);
});

test('as many as an answer names are listed', () => {
  expect(listed(upTo(MAX_FIELD_ERRORS))).toMatchObject({ listed: { length: MAX_FIELD_ERRORS }, left: 0 });
  expect(listed(upTo(MAX_FIELD_ERRORS + 3))).toMatchObject({ listed: { length: MAX_FIELD_ERRORS }, left: 3 });
});

test('errors that are left out are not put into words', () => {
  const put = jest.fn((number: number) => [{ detail: `Error ${number}.` }]);
  expect(firstErrors(upTo(100_000), put).left).toBe(100_000 - MAX_FIELD_ERRORS);
  expect(put).toHaveBeenCalledTimes(MAX_FIELD_ERRORS + 1);
});
