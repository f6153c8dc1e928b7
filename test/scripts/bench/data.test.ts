import { dataOf } from '../../../scripts/bench/data';
import { DOCUMENT_SCHEMA, documentOf } from '../../../scripts/bench/document';
import { DATA_SIZES } from '../../../scripts/bench/results';
import { compile } from '../../../validation/compiler';

test.each(Object.values(DATA_SIZES))('data of %d bytes has just so many as JSON', (bytes) => {
  expect(Buffer.byteLength(JSON.stringify(dataOf(bytes)))).toBe(bytes);
});

test('data cannot be smaller than what is in it', () => {
  expect(() => dataOf(20)).toThrow('too small');
});

test('a document has just so many bytes as well, most of them in what its schema checks', () => {
  const document = documentOf(DATA_SIZES['10KB']) as { padding: string };
  expect(Buffer.byteLength(JSON.stringify(document))).toBe(DATA_SIZES['10KB']);
  expect(document.padding.length).toBeLessThan(500);
  expect(compile(DOCUMENT_SCHEMA).fieldErrorsOf(document, 'data')).toEqual([]);
});
