import { ComponentNames, pascalCase } from '../../../../src/api/private/openapi/component-names';

test.each([['thumbnail', 'Thumbnail'], ['resize-image', 'ResizeImage'], ['a.b_c-d', 'ABCD'], ['RESIZE', 'RESIZE'], ['3d', '3d']])('%s becomes %s', (name, expected) => {
  expect(pascalCase(name)).toBe(expected);
});

test('no two names are the same, also not for a generator that writes them its own way', () => {
  const names = new ComponentNames(['Task']);
  expect(['Task', 'task', 'New_Task', 'NewTask', 'a b/c', '⚠'].map((name) => names.take(name))).toEqual(['Task2', 'task3', 'New_Task', 'NewTask2', 'abc', 'Schema']);
});
