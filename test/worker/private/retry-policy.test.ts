import { Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskHandler, TaskSemantics, TaskType, TaskWorker } from '../../../src';
import { testApp } from '../../support/template';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

const create = (taskTypes?: TaskType[]): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', { taskTypes });

describe('a worker with a handler', () => {
  const handler = TaskHandler.nodejs('test/e2e/life-cycle/handlers/wait.ts');
  const often = TaskType.named('often', { maxAttempts: 20 });

  test('receives a message often enough for the attempts of its task types', () => {
    const api = create([often]);
    const worker = new TaskWorker(stack, 'Worker', { api, taskTypes: [often], handler });
    expect(worker.queue.deadLetterQueue?.maxReceiveCount).toBe(25);
    expect(() => new TaskWorker(stack, 'Other', { api: new AsyncTaskApi(stack, 'Second', { taskTypes: [often] }), taskTypes: [often], handler, maxReceiveCount: 24 }))
      .toThrow('maxReceiveCount is 24, too few for maxAttempts of 20');
  });

  test('that must not run twice takes no task type that says otherwise', () => {
    const api = create([often]);
    expect(() => new TaskWorker(stack, 'Worker', { api, taskTypes: [often], handler, semantics: TaskSemantics.AT_MOST_ONCE }))
      .toThrow('maxAttempts of the task type "often" is 20, but a task of its worker has one attempt');
  });
});
