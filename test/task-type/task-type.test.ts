import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import type { TaskTypeOptions } from '../../src';
import { TaskLane, TaskType } from '../../src';

const SCHEMA = { type: 'object', properties: { width: { type: 'integer', minimum: 1 } }, required: ['width'] };

test.each(['', 'a b', '-a', 'a'.repeat(65), 'ä'])('cannot be named %j', (name) => {
  expect(() => TaskType.named(name)).toThrow(`a task type cannot be named ${JSON.stringify(name)}: its name has 1 to 64`);
});

test('has its name and its description', () => {
  const { name, description } = TaskType.fromSchema('thumbnail', SCHEMA, { description: 'Makes a thumbnail' });
  expect([name, description]).toEqual(['thumbnail', 'Makes a thumbnail']);
  expect(TaskType.named('thumbnail').description).toBeUndefined();
});

describe('a schema', () => {
  test('is the same as an object, as JSON text, and in a file', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'task-type-test-')));
    const cwd = process.cwd();
    try {
      process.chdir(folder);
      mkdirSync('schemas');
      writeFileSync(join('schemas', 'thumbnail.json'), JSON.stringify(SCHEMA));
      const types = [
        TaskType.fromSchema('thumbnail', SCHEMA, { resultSchema: SCHEMA }),
        TaskType.fromSchemaJson('thumbnail', JSON.stringify(SCHEMA, undefined, 2), { resultSchemaJson: JSON.stringify(SCHEMA) }),
        TaskType.fromSchemaFile('thumbnail', 'schemas/thumbnail.json', { resultSchemaFile: './schemas/thumbnail.json' }),
        TaskType.fromSchemaFile('thumbnail', join(folder, 'schemas', 'thumbnail.json'), { resultSchema: SCHEMA }),
      ];
      expect(new Set(types.map(({ _definition }) => _definition)).size).toBe(1);
      expect(types[2]._dataSchema?.document).toEqual(SCHEMA);
      expect(types[2]._resultSchema?.document).toEqual(SCHEMA);
    } finally {
      process.chdir(cwd);
      rmSync(folder, { recursive: true });
    }
  });

  test('that is wrong is named with its task type and its place', () => {
    const wrong = { properties: { width: { type: 'strin' } } };
    expect(() => TaskType.fromSchema('thumbnail', wrong)).toThrow('the schema of the task type "thumbnail" is wrong at #/properties/width/type: ');
    expect(() => TaskType.fromSchemaJson('thumbnail', JSON.stringify(wrong))).toThrow('the schema of the task type "thumbnail" is wrong at #/properties/width/type: ');
    expect(() => TaskType.named('thumbnail', { resultSchema: wrong })).toThrow('the result schema of the task type "thumbnail" is wrong at #/properties/width/type: ');
  });

  test('in a file is named with its whole path', () => {
    const file = join(process.cwd(), 'schemas', 'nothing.json');
    expect(() => TaskType.fromSchemaFile('thumbnail', 'schemas/nothing.json')).toThrow(`the schema of the task type "thumbnail" is to be in ${file}, which does not exist (relative paths are taken from the working directory)`);
    expect(() => TaskType.fromSchemaFile('thumbnail', 'README.md')).toThrow(`the schema of the task type "thumbnail" (${join(process.cwd(), 'README.md')}) is not JSON: `);
  });

  test('that is not JSON is refused', () => {
    expect(() => TaskType.fromSchemaJson('thumbnail', '{"type": ')).toThrow('the schema of the task type "thumbnail" is not JSON: ');
    expect(() => TaskType.fromSchema('thumbnail', { type: String })).toThrow('the schema of the task type "thumbnail" is not JSON: it has a value of type function at #/type');
  });

  test('must be known at synthesis', () => {
    const parameter = new CfnParameter(new Stack(), 'Parameter', { type: 'Number' });
    expect(() => TaskType.fromSchema('thumbnail', { minimum: parameter.valueAsNumber })).toThrow('the schema of the task type "thumbnail" has a token at #/minimum, a value that is only known when the stack is deployed; it must be known at synthesis');
    expect(() => TaskType.fromSchemaJson('thumbnail', parameter.valueAsString)).toThrow('the schema of the task type "thumbnail" has a token at #, ');
  });

  test('of the result is given once', () => {
    expect(() => TaskType.named('thumbnail', { resultSchema: SCHEMA, resultSchemaFile: 'x.json' }))
      .toThrow('the result schema of the task type "thumbnail" is given more than once, by resultSchema and resultSchemaFile: leave all but one of them out');
  });
});

test('what compiles schemas is loaded with the first of them', () => {
  const program = `
    const { App, Stack } = require('aws-cdk-lib');
    const { AsyncTaskApi, TaskType } = require('./src');
    const isLoaded = () => Object.keys(require.cache).some((file) => /schema-compiler.index\\.js$|node_modules.ajv/.test(file));
    new AsyncTaskApi(new Stack(new App(), 'Stack'), 'Tasks', { taskTypes: [TaskType.named('a', { maxAttempts: 2 })] });
    const before = isLoaded();
    TaskType.fromSchema('b', {});
    console.log(JSON.stringify([before, isLoaded()]));
  `;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '--eval', program], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual([false, true]);
}, 30_000);

describe('an example', () => {
  test('fits the schema', () => {
    expect(TaskType.fromSchema('thumbnail', SCHEMA, { example: { width: 128 } })._example).toEqual({ width: 128 });
    expect(() => TaskType.fromSchema('thumbnail', SCHEMA, { example: { width: 0 } }))
      .toThrow('the example of the task type "thumbnail" does not fit its schema: example.width must be at least 1, not 0 (#/width)');
  });

  test('may be any JSON without one', () => {
    expect(TaskType.named('thumbnail', { example: [1, { b: 2, a: null }] })._example).toEqual([1, { a: null, b: 2 }]);
    expect(() => TaskType.named('thumbnail', { example: new Date() })).toThrow('the example of the task type "thumbnail" is not JSON: it has an instance of Date at #');
  });
});

test.each<[TaskTypeOptions, string]>([
  [{ maxAttempts: 0 }, 'maxAttempts of the task type "a" must be a whole number from 1 to 100, not 0'],
  [{ maxAttempts: 101 }, 'not 101'],
  [{ deadline: Duration.seconds(59) }, 'deadline of the task type "a" must be at least 1 minute, not 59 seconds'],
  [{ deadline: Duration.millis(60_500) }, 'deadline of the task type "a" must be a whole number of seconds'],
  [{ retention: Duration.seconds(0) }, 'retention of the task type "a" must be at least 1 second'],
  [{ externalLease: Duration.seconds(0) }, 'externalLease of the task type "a" must be at least 1 second'],
  [{ externalLease: Duration.hours(2), deadline: Duration.hours(1) }, 'externalLease of the task type "a" is 2 hours, longer than the deadline of 1 hour'],
  [{ lanes: [new TaskLane('bulk'), new TaskLane('bulk')] }, 'the task type "a" has the lane "bulk" twice; name it once'],
  [{ defaultLane: 'bulk' }, 'defaultLane of the task type "a" is "bulk", which is none of its lanes (default); add it to lanes'],
  [{ defaultLane: '', lanes: [new TaskLane('bulk')] }, 'which is none of its lanes (default, bulk)'],
])('refuses %j', (options, message) => {
  expect(() => TaskType.named('a', options)).toThrow(message);
});

test('limits must be known at synthesis', () => {
  const parameter = new CfnParameter(new Stack(), 'Parameter', { type: 'Number' });
  expect(() => TaskType.named('a', { maxAttempts: parameter.valueAsNumber })).toThrow('maxAttempts of the task type "a" is a token');
  expect(() => TaskType.named('a', { deadline: Duration.seconds(parameter.valueAsNumber) })).toThrow('deadline of the task type "a" is a token');
});

test('its lanes are its own, and its default lane one of them', () => {
  const lanes = [new TaskLane('bulk'), new TaskLane('slow', { maxConcurrency: 3 })];
  expect(TaskType.named('a', { lanes, defaultLane: 'bulk' }).lanes).toEqual(lanes);
  expect(TaskType.named('a').lanes).toEqual([]);
  expect(TaskType.named('a', { defaultLane: 'default' })._definition).toBeUndefined();
});
