import { Place } from '../../../validation/checker/place';

const DOCUMENT = JSON.parse('{"pages": [{"a/b~c": 7, "__proto__": 8}], "3": "three"}');

test.each<[string, string | undefined, string, string, unknown]>([
  ['', undefined, '#/data', 'data', DOCUMENT],
  ['/pages', undefined, '#/data/pages', 'data.pages', DOCUMENT.pages],
  ['/pages/0/a~1b~0c', undefined, '#/data/pages/0/a~1b~0c', 'data.pages[0].a/b~c', 7],
  ['/pages/0', 'a/b~c', '#/data/pages/0/a~1b~0c', 'data.pages[0].a/b~c', 7],
  ['/pages/0', 'toString', '#/data/pages/0/toString', 'data.pages[0].toString', undefined],
  ['/pages/0/__proto__', undefined, '#/data/pages/0/__proto__', 'data.pages[0].__proto__', 8],
  ['/nothing/0', undefined, '#/data/nothing/0', 'data.nothing[0]', undefined],
])('the place %j, member %j', (path, member, pointer, label, value) => {
  const place = new Place(DOCUMENT, 'data', path, member);
  expect([place.pointer, place.label, place.value]).toEqual([pointer, label, value]);
});
