import { Stack } from 'aws-cdk-lib';
import { AsyncTaskApi, TaskLane, TaskType, TaskWorker } from '../../../src';
import { testApp } from '../../support/template';

const SCHEMA = { type: 'object', properties: { key: { type: 'string', minLength: 1 } }, required: ['key'] };
const thumbnail = (): TaskType => TaskType.fromSchema('thumbnail', SCHEMA);

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

const create = (taskTypes?: TaskType[]): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', { taskTypes });

describe('a worker', () => {
  const work = (api: AsyncTaskApi, taskType: TaskType, id = 'Worker'): TaskWorker => new TaskWorker(stack, id, { api, taskTypes: [taskType] });

  test('lists what the API declares, or its name', () => {
    const api = create([thumbnail(), TaskType.named('a', { maxAttempts: 2 })]);
    expect(() => work(api, thumbnail())).not.toThrow();
    expect(() => work(api, TaskType.named('a', { description: 'as its worker sees it' }), 'Other')).not.toThrow();
  });

  test.each<[string, TaskType[] | undefined]>([
    ['another schema', [TaskType.fromSchema('thumbnail', { type: 'string' })]],
    ['no schema', [TaskType.named('thumbnail')]],
    ['no task types', undefined],
  ])('does not list a schema where the API has %s', (_what, taskTypes) => {
    expect(() => work(create(taskTypes), thumbnail())).toThrow('the worker Stack/Worker lists the task type "thumbnail" with a schema or limits that the API Stack/Tasks does not have for it, so that nothing would come of them: declare the same TaskType in the API\'s taskTypes, or list TaskType.named("thumbnail")');
  });

  describe('and its lanes', () => {
    const lanes = [new TaskLane('bulk'), new TaskLane('slow')];

    test('can be listed in any order, and without the rest', () => {
      const api = create([TaskType.fromSchema('thumbnail', SCHEMA, { lanes, defaultLane: 'bulk' })]);
      expect(() => work(api, TaskType.named('thumbnail', { lanes: [...lanes].reverse() }))).not.toThrow();
    });

    test.each<[string, TaskType[] | undefined, TaskType, string]>([
      ['no lanes', [TaskType.named('thumbnail', { lanes })], TaskType.named('thumbnail'), 'no lanes, and the API Stack/Tasks has it with the lanes bulk, slow'],
      ['more lanes', [TaskType.named('thumbnail')], TaskType.named('thumbnail', { lanes }), 'the lanes bulk, slow, and the API Stack/Tasks has it with no lanes'],
      ['lanes of an API without task types', undefined, TaskType.named('thumbnail', { lanes }), 'the lanes bulk, slow, and the API Stack/Tasks has it with no lanes'],
      ['another limit', [TaskType.named('thumbnail', { lanes: [new TaskLane('bulk', { maxConcurrency: 5 })] })], TaskType.named('thumbnail', { lanes: [new TaskLane('bulk')] }), 'the lanes bulk, and the API Stack/Tasks has it with the lanes bulk (maxConcurrency 5)'],
    ])('are those of the API: not %s', (_what, taskTypes, listed, message) => {
      expect(() => work(create(taskTypes), listed)).toThrow(`the worker Stack/Worker lists the task type "thumbnail" with ${message}: declare the same TaskType in the API's taskTypes`);
    });

    test('do not default to another than the API has it', () => {
      const api = create([TaskType.named('thumbnail', { lanes })]);
      expect(() => work(api, TaskType.named('thumbnail', { lanes, defaultLane: 'slow' }))).toThrow('lists the task type "thumbnail" with a schema or limits that the API');
    });
  });
});
