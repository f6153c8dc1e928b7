import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AsyncTaskApi, TaskType, TaskWorker } from 'cdk-async-tasks';
import { LetterHandler } from '../letter-handler';

void test('the worker runs the strategy\'s function', () => {
  const stack = new Stack(new App(), 'Stack');
  const letter = TaskType.named('letter');
  const worker = new TaskWorker(stack, 'Letters', {
    api: new AsyncTaskApi(stack, 'Tasks', { taskTypes: [letter] }),
    taskTypes: [letter],
    handler: new LetterHandler('Dear $name'),
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Runtime: 'python3.13' });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionName: stack.resolve(worker.handlerFunction!.functionName),
  });
});
