import type { ValidationError } from '../../../validation/validator';
import { labelOf, placeOf, pointerTo, shown, valueAt } from '../../../validation/wording/place';

const DOCUMENT = JSON.parse('{"pages": [{"a/b~c": 7, "__proto__": 8}], "3": "three"}');

test.each<[string, string | undefined, string, string, unknown]>([
  ['', undefined, '#/data', 'data', DOCUMENT],
  ['/pages', undefined, '#/data/pages', 'data.pages', DOCUMENT.pages],
  ['/pages/0/a~1b~0c', undefined, '#/data/pages/0/a~1b~0c', 'data.pages[0].a/b~c', 7],
  ['/pages/0', 'a/b~c', '#/data/pages/0/a~1b~0c', 'data.pages[0].a/b~c', 7],
  ['/pages/0', 'toString', '#/data/pages/0/toString', 'data.pages[0].toString', undefined],
  ['/pages/0/__proto__', undefined, '#/data/pages/0/__proto__', 'data.pages[0].__proto__', 8],
  ['/nothing/0', undefined, '#/data/nothing/0', 'data.nothing[0]', undefined],
])('the place %j, member %j', (instancePath, missingProperty, pointer, label, value) => {
  const place = ['data', ...placeOf({ instancePath, params: { missingProperty } } as unknown as ValidationError)];
  expect([pointerTo(place), labelOf(place), valueAt({ data: DOCUMENT }, place)]).toEqual([pointer, label, value]);
});

test.each(['missingProperty', 'additionalProperty', 'unevaluatedProperty'])('an error with a %s is about that member', (param) => {
  expect(placeOf({ instancePath: '/a', schemaPath: '', keyword: '', params: { [param]: 'b/c' } })).toEqual(['a', 'b/c']);
});

test('of names of any length, as many are shown as fit, from the first', () => {
  expect(shown(['a', 'n'.repeat(198), 'b'])).toEqual(['a']);
  expect(shown(['a', 'n'.repeat(196), 'b'])).toEqual(['a', 'n'.repeat(196)]);
  expect(pointerTo(['a', 'n'.repeat(196)])).toHaveLength(200);
  expect(labelOf(['a', 'n'.repeat(200)])).toBe(`…${'n'.repeat(199)}`);
});
