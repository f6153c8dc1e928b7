import { failuresIn } from '../../../scripts/fuzz/schemathesis';

const FAILURES = '=================================== FAILURES ===================================\n___ GET /tasks ___\n\n- ST101 Server error';
const SUMMARY = '\n\n=================================== SUMMARY ====================================\n\nAPI Operations:\n';

test('what schemathesis tells of the failures is found', () => {
  expect(failuresIn(`Schemathesis\n\n${FAILURES}${SUMMARY}`)).toBe(FAILURES);
  expect(failuresIn(`${FAILURES}\n\n=================================== WARNINGS ===================================\n\nx${SUMMARY}`)).toBe(FAILURES);
  expect(failuresIn(`Schemathesis${SUMMARY}`)).toBe('');
});
