import { loadFrom } from './user-module';
import { ENV } from '../../src/contract';
import { required } from '../aws/environment';
import { workerFunction } from '../worker/worker-function';

/** The user's code and this file are in the same asset. */
const user = loadFrom(required('LAMBDA_TASK_ROOT'), required(ENV.handler));

/** Settled once the user's module was loaded, or could not be: what the start of the function waits for. */
export const ready: Promise<unknown> = user;

/** Runs a function of the user's folder for the tasks that the queue brings. */
export const handler = workerFunction(async (task, context) => (await user)(task, context));
