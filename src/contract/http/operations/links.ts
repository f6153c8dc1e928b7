import type { DeclaredLink } from './declared-operation';
import { ROUTE } from '../../routes';

/** What can be done with the task whose id an answer has. */
export const TASK_LINKS: readonly DeclaredLink[] = [
  { route: ROUTE.read, description: 'Reads the task.' },
  { route: ROUTE.report, description: 'Reports on the task.' },
  { route: ROUTE.cancel, description: 'Cancels the task.' },
  { route: ROUTE.retry, description: 'Retries the task.' },
  { route: ROUTE.remove, description: 'Deletes the task, once it has settled.' },
].map((link) => ({ ...link, parameters: { id: '$response.body#/id' } }));

/** What can be done with a cancelled task. */
export const RETRY_LINKS = TASK_LINKS.filter(({ route }) => route === ROUTE.retry);
