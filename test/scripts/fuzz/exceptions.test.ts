import { MOST_EXCEPTIONS, readExceptions } from '../../../scripts/fuzz/exceptions';

const EXCEPTION = { name: 'a name', check: 'a_check', reason: 'a reason' };

test('there are three at most, each with a name of its own and a reason', () => {
  const exceptions = readExceptions();
  expect(MOST_EXCEPTIONS).toBe(3);
  expect(new Set(exceptions.map(({ name }) => name)).size).toBe(exceptions.length);
  for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(40);
});

test('a fourth is refused, and one that does not say why', () => {
  expect(() => readExceptions(JSON.stringify(Array(4).fill(EXCEPTION)))).toThrow('There may be 3 exceptions at most, and there are 4.');
  expect(() => readExceptions(JSON.stringify([{ ...EXCEPTION, reason: '' }]))).toThrow('Each exception has a name, a check and a reason; {"name":"a name","check":"a_check","reason":""} has not.');
});
