import type { TaskHandlerFunction } from 'cdk-async-tasks/handler';

export const handler: TaskHandlerFunction = ({ data, scope, max_attempts }) => ({ text: data.text, scope, max_attempts });
