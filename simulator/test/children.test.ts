import { MAX_DEPTH } from '../../src/contract';
import { ChildRules } from '../rules/child-rules';
import { TaskState } from '../rules/task-state';
import { settingsOf } from '../scenarios/scenarios';
import { runSimulation } from '../system/simulation';
import { Prng } from '../world/prng';
import { DAY, START } from '../world/time';

test.each([1, 2, 3, 4, 5])('a task that runs again creates no second child (seed %d)', async (seed) => {
  const settings = settingsOf('rerun-with-children', new Prng(seed));
  const rates = { 'handler failed': 1, 'invocation answer lost': 0.5 };
  const { observer, violations } = await runSimulation(seed, { ...settings, rates, deadline: 14 * DAY });
  const [parent, ...children] = observer.states();

  expect(violations).toEqual([]);
  expect(parent.runs).toBeGreaterThan(1);
  expect(children).toHaveLength(settings.tasks[0].data.children!.length);
  expect(children.every(({ item }) => item!.parent_id === parent.id && item!.depth === 1)).toBe(true);
});

test('a loop that nobody ends, ends', async () => {
  const { observer, violations } = await runSimulation(1, { ...settingsOf('endless-children', new Prng(1)), rates: {} });
  const depths = observer.states().map(({ item }) => item!.depth ?? 0);
  const last = observer.states().at(-1)!.item!;

  expect(violations).toEqual([]);
  expect(depths).toEqual(Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => depth));
  expect([last.status, last.error.type]).toEqual(['FAILED', 'TaskRefused']);
});

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
