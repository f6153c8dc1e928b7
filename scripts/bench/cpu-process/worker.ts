import { createRequire } from 'node:module';
import { serve } from './serve';
import { lambdaContext } from '../../../simulator/aws/http-events';
import type { RunScenario } from '../run-scenario';

/** A worker's function, as it is published, with a handler that does nothing. */
serve<RunScenario>(({ workerBundle, message }) => {
  const { handler } = createRequire(workerBundle)(workerBundle);
  const context = lambdaContext();
  return {
    run: async () => {
      const { batchItemFailures } = await handler({ Records: [message] }, context);
      if (batchItemFailures.length > 0) throw new Error('the worker gave the measured message back');
    },
  };
});
