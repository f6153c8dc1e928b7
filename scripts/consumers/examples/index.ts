import { checkAsyncLambda } from './async-lambda';
import { checkFanOut } from './fan-out';
import { checkLanes } from './lanes';
import { checkOwnStrategy } from './own-strategy';
import { checkPythonWorker } from './python-worker';
import { checkQuickstart } from './quickstart';
import { checkSchedule } from './schedule';
import type { Check } from './world';

/** The examples that there are in every language, each with what shows that it does its work. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'quickstart': checkQuickstart,
  'python-worker': checkPythonWorker,
  'lanes': checkLanes,
  'schedule': checkSchedule,
  'fan-out': checkFanOut,
  'own-strategy': checkOwnStrategy,
  'async-lambda': checkAsyncLambda,
};
