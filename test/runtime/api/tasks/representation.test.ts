import { etagOf } from '../../../../runtime/api/tasks/representation';
import type { TaskRecord } from '../../../../runtime/core/record/task-record';

test('the tag of a task is its revision', () => {
  expect(etagOf({ revision: 'AcZQatuC1BOe26TLVbAmYg' } as TaskRecord)).toBe('"AcZQatuC1BOe26TLVbAmYg"');
});
