import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Transition } from '../../../runtime/core/transitions/transition';
import { assignmentsOf } from '../../../runtime/core/transitions/transition';
import { GENERATED_PYTHON, PYTHON_CONSTANTS, PYTHON_TRANSITIONS } from '../../../scripts/build/python-package';
import { REPOSITORY } from '../../../scripts/support/folders';
import { CANCELLATION_POLL_MS, ENV } from '../../../src/contract';

/** What Python finds in the modules that the build has written. */
const READ = `
import json
from async_tasks._core import contract, transitions

def plain(transition):
    if isinstance(transition, transitions.LeaseTransition):
        return {name: plain(member) for name, member in transition._asdict().items()}
    return {name: getattr(transition, name) for name in ("name", "to", "condition", "set", "remove")}

def constants(module):
    return {name: value for name, value in vars(module).items() if name.isupper()}

print(json.dumps({"constants": constants(contract), "transitions": {name: plain(value) for name, value in constants(transitions).items()}}))
`;

const found = JSON.parse(execFileSync('python3', ['-B', '-c', READ], {
  env: { ...process.env, PYTHONPATH: join(REPOSITORY, 'sdk', 'python', 'src') },
  encoding: 'utf8',
}));

test('Python has the constants of TypeScript', () => {
  expect(found.constants).toEqual(PYTHON_CONSTANTS);
  expect(found.constants).toMatchObject({ CANCELLATION_POLL_MS, ENV_TABLE_NAME: ENV.tableName, ENV_MAX_RETRY_DELAY: ENV.maxRetryDelay });
});

test('Python has the transitions of TypeScript', () => {
  const expected = Object.entries(PYTHON_TRANSITIONS).map(([name, transition]) => [
    name,
    'covered' in transition ? { covered: plain(transition.covered), moved: plain(transition.moved) } : plain(transition),
  ]);
  expect(found.transitions).toEqual(Object.fromEntries(expected));
});

function plain(transition: Transition): object {
  const { name, to = null, condition, remove = [] } = transition;
  return { name, to, condition, set: assignmentsOf(transition), remove };
}

test('Git ignores what each build writes', () => {
  const ignored = readFileSync(join(REPOSITORY, '.gitignore'), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(Object.values(GENERATED_PYTHON).map((file) => file.slice(REPOSITORY.length).replaceAll('\\', '/'))));
});
