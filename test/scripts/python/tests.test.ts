import { countsIn } from '../../../scripts/python/tests';

test('what a report of pytest says', () => {
  const report = '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" time="0.1">';
  expect(countsIn(`${report}<testcase name="tests"/></testsuite></testsuites>`)).toEqual({ passed: 4, failed: 3 });
  expect(() => countsIn('<testsuites name="pytest tests"></testsuites>')).toThrow('does not say how many tests');
});
