import { loadUserHandler } from '../worker/user-handler';
import { workerFunction } from '../worker/worker-function';

/** Runs the user's handler for the tasks that the queue brings. */
// Resolved when the construct bundles this file with the user's.
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const handler = workerFunction(loadUserHandler(() => require('#user-handler')));
