import { CREATION } from './creation';
import type { DeclaredOperation } from './declared-operation';
import { DESCRIPTION } from './description';
import { MANAGEMENT } from './management';
import { READING } from './reading';
import { REPORTS } from './reports';
import type { Route } from '../../routes';
import { ROUTE } from '../../routes';
import type { DeclaredProblem } from '../problems';
import { PROBLEM } from '../problems';

/** The API: each operation with all that it takes and answers. Requests are validated by it, and it describes them. */
export const OPERATIONS: Readonly<Record<Route, DeclaredOperation>> = {
  ...CREATION,
  ...READING,
  ...REPORTS,
  ...MANAGEMENT,
  ...DESCRIPTION,
};

/** Every error that an operation answers: its own, and what goes with a path, with a body, and with any request. */
export function problemsOf(route: Route): readonly DeclaredProblem[] {
  const { body, problems = [] } = OPERATIONS[route];
  if (route === ROUTE.openApi) return [PROBLEM.malformed, PROBLEM.failed];
  return [
    PROBLEM.malformed,
    PROBLEM.forbidden,
    ...(route.includes('{id}') ? [PROBLEM.noSuchTask] : []),
    ...problems,
    ...(body ? [PROBLEM.tooLarge, PROBLEM.invalid] : []),
    PROBLEM.failed,
    PROBLEM.busy,
  ];
}
