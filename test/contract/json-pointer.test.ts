import { escapePointer, namesOf } from '../../src/contract';

test.each([['a', 'a'], ['a/b', 'a~1b'], ['m~n', 'm~0n'], ['~1', '~01'], ['', '']])('%j is written %j', (name, written) => {
  expect(escapePointer(name)).toBe(written);
  expect(namesOf(`/${written}`)).toEqual([name]);
});

test('goes through names and indices, from the document itself', () => {
  expect(namesOf('')).toEqual([]);
  expect(namesOf('/pages/0/a~1b')).toEqual(['pages', '0', 'a/b']);
});
