import type { Firing } from '../../aws/scheduler';
import { FiringRules } from '../../rules/firing-rules';
import { TaskState } from '../../rules/task-state';
import { START } from '../../world/time';

describe('a firing', () => {
  const state = new TaskState('0192');
  let firing: Firing;
  let found: string[];
  let rules: FiringRules;
  beforeEach(() => {
    firing = { schedule: 'nightly', time: START, input: '{}', givenUp: 0 };
    found = [];
    rules = new FiringRules((_, invariant) => found.push(invariant));
    rules.onFired(firing);
  });

  test('makes one task, and is answered its id', () => {
    rules.onCreation(state, firing);
    rules.onAnswer({ requests: [], firing }, [{ status: 201, id: '0192' }]);
    rules.checkEnd();
    expect(found).toEqual([]);
    rules.onCreation(state, firing);
    expect(found).toEqual(['a firing makes one task']);
  });

  test('is not answered with another\'s task, or a refusal', () => {
    rules.onAnswer({ requests: [], firing }, [{ status: 201, id: '0193' }]);
    rules.onAnswer({ requests: [], firing }, [{ status: 422 }]);
    expect(found).toEqual(['a firing makes a task of its own', 'a firing makes a task of its own']);
  });

  test('is lost only when Lambda gives it up', () => {
    rules.checkEnd();
    expect(found).toEqual(['no firing is lost']);
    firing.givenUp = 1;
    rules.checkEnd();
    expect(found).toHaveLength(1);
  });
});
