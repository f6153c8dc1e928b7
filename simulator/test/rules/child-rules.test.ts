import { MAX_DEPTH } from '../../../src/contract';
import { ChildRules } from '../../rules/child-rules';
import { TaskState } from '../../rules/task-state';
import { START } from '../../world/time';

describe('a child', () => {
  const parent = new TaskState('parent');
  const request = { task_type: 'x', parent_id: 'parent', data: { origin: 'parent/7/#1' } };
  const item = { parent_id: 'parent', scope: 'alice', depth: 1 };
  let found: string[];
  let rules: ChildRules;
  beforeEach(() => {
    parent.item = { scope: 'alice', created_time: 7 };
    parent.creations = 1;
    found = [];
    rules = new ChildRules((_, invariant) => found.push(invariant), new Map([['parent', parent], ['child', new TaskState('child')]]));
  });

  test('is created once', () => {
    rules.onCreation(new TaskState('child'), request, item, { faults: 0 });
    rules.onCreation(new TaskState('child'), request, item, { faults: 0 });
    expect(found).toEqual([]);
    rules.onCreation(new TaskState('other'), request, item, { faults: 0 });
    expect(found).toEqual(['a rerun creates no second child']);
  });

  test('has its parent\'s scope, and is one generation below', () => {
    rules.onCreation(new TaskState('child'), request, { parent_id: 'someone', scope: 'bob', depth: 2 }, { faults: 0 });
    expect(found).toEqual(['a child knows its parent', 'a child has its parent\'s scope', 'children of children end']);
  });

  test('is not that of an earlier task with its parent\'s id', () => {
    parent.item = { scope: 'alice', created_time: 8 };
    rules.onCreation(new TaskState('child'), request, item, { faults: 0 });
    expect(found).toEqual(['a child is of the task that asked for it']);
    rules.onCreation(new TaskState('child'), request, item, { faults: 1 });
    expect(found).toHaveLength(1);
  });

  test('is told to its parent', () => {
    rules.onCreation(new TaskState('child'), request, item, { faults: 0 });
    rules.onChildren('parent', [request], ['child']);
    expect(found).toEqual([]);
    rules.onChildren('parent', [request], ['parent']);
    expect(found).toEqual(['a handler is told its own children']);
  });

  test('is refused only when there cannot be one', () => {
    const refuse = () => rules.onAnswer({ requests: [request] }, [{ status: 422 }], START);
    refuse();
    expect(found).toEqual(['no child is refused that there may be']);
    parent.item = { depth: MAX_DEPTH };
    refuse();
    parent.item = { ttl: START / 1000 };
    refuse();
    expect(found).toHaveLength(1);
  });
});
