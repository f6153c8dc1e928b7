import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

/** Works until it is told to stop. */
export const handler: TaskHandlerFunction = async (_task, { logger, signal }) => (
  new Promise((_resolve, reject) => {
    const keepAlive = setInterval(() => logger.debug('still waiting'), 1000);
    signal.addEventListener('abort', () => {
      clearInterval(keepAlive);
      logger.info('told to stop', { reason: signal.reason.message });
      reject(signal.reason);
    });
  })
);
