import { Observer } from '../../rules/observer';
import { START } from '../../world/time';
import { World } from '../../world/world';

const ID = '0192';

function observe(...events: Array<'run' | 'failure'>): { runs: number; ranTwice: boolean } {
  const observer = new Observer(new World(1));
  observer.onWrite({ id: ID, item: { id: ID, status: 'CREATED' }, sentAt: START });
  for (const event of events) {
    if (event === 'run') observer.onRun(ID);
    else observer.onRunFailed(ID);
  }
  const [{ runs, ranTwice }] = observer.states();
  return { runs, ranTwice };
}

test('a task runs twice when it is started again, and the run before has not said that it failed', () => {
  expect(observe('run')).toEqual({ runs: 1, ranTwice: false });
  expect(observe('run', 'failure', 'run')).toEqual({ runs: 2, ranTwice: false });
  expect(observe('run', 'run')).toEqual({ runs: 2, ranTwice: true });
  expect(observe('run', 'failure', 'run', 'run', 'failure')).toEqual({ runs: 3, ranTwice: true });
});

test('a task is stuck until it is in a terminal status', () => {
  const observer = new Observer(new World(1));
  observer.onWrite({ id: ID, item: { id: ID, status: 'IN_PROGRESS' }, sentAt: START });
  expect(observer.countStuck()).toBe(1);
  observer.onWrite({ id: ID, item: { id: ID, status: 'FAILED' }, sentAt: START });
  expect(observer.countStuck()).toBe(0);
});
