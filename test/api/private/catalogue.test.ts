import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AsyncTaskApi, TaskLane, TaskType } from '../../../src';
import { writeCatalogue } from '../../../src/api/private/catalogue';
import { apiAsset, invokeComposed } from '../../support/composed-api';
import { httpEvent } from '../../support/http';
import { testApp } from '../../support/template';

const SCHEMA = {
  type: 'object',
  properties: { key: { type: 'string', minLength: 1 }, width: { type: 'integer', minimum: 1 }, when: { type: 'string', format: 'date-time' } },
  required: ['key', 'width'],
};
const thumbnail = (): TaskType => TaskType.fromSchema('thumbnail', SCHEMA);

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

const create = (taskTypes?: TaskType[]): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', { taskTypes });
const post = (task_type: string, data: unknown): unknown => httpEvent({ method: 'POST', body: { task_type, data } });

describe('the code of the api function', () => {
  test('is complete, makes no code out of strings, and loads of validators what it needs when it needs it', async () => {
    create([thumbnail(), TaskType.named('any'), TaskType.fromSchema('number', { type: 'number' })]);
    const invocations = await invokeComposed(apiAsset(stack), [
      post('any', { whatever: 'it is' }),
      post('thumbnail', { key: 'photo.png', width: 128, when: '2026-01-15T12:00:00Z' }),
      post('thumbnail', { key: '', width: '128', when: 'noon' }),
      [{ task_type: 'thumbnail', data: {} }, { task_type: 'number', data: 7 }],
      post('other', {}),
    ]);
    const [loading, any, good, bad, direct, unknown] = invocations;
    expect(invocations.map(({ error }) => error)).toEqual(Array(6).fill(undefined));
    expect(loading.loaded).toEqual(['index.js']);
    expect([any.answer.statusCode, any.loaded]).toEqual([201, ['index.js']]);
    expect([good.answer.statusCode, good.loaded]).toEqual([201, ['index.js', 'validation.js', 'validator-0.js']]);
    expect(bad.answer).toMatchObject({ statusCode: 422, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(bad.answer.body).errors).toEqual([
      { pointer: '#/data/key', detail: 'data.key must have at least 1 character, and has 0.' },
      { pointer: '#/data/when', detail: 'data.when must be a time with its offset, such as 2026-01-15T12:00:00Z, not "noon".' },
      { pointer: '#/data/width', detail: 'data.width must be a whole number, not "128".' },
    ]);
    expect(direct.answer).toMatchObject([
      { status: 422, errors: [{ pointer: '#/data/key', detail: 'data.key is missing.' }, { pointer: '#/data/width', detail: 'data.width is missing.' }] },
      { status: 201 },
    ]);
    expect(JSON.parse(unknown.answer.body).detail).toBe('There is no task type "other"; this API has thumbnail, any, number.');
  });

  test('has a validator for each schema, and limits in seconds', () => {
    create([
      TaskType.fromSchema('a', SCHEMA, { resultSchema: { type: 'string' }, maxAttempts: 5, deadline: Duration.hours(1) }),
      TaskType.named('b', { resultSchema: { type: 'null' }, retention: Duration.days(1), externalLease: Duration.minutes(2) }),
      TaskType.named('c', { description: 'of which nothing is to be known' }),
      TaskType.named('d', { lanes: [new TaskLane('bulk', { maxConcurrency: 5 }), new TaskLane('slow')], defaultLane: 'slow', inheritLane: false }),
      TaskType.named('e', { lanes: [new TaskLane('bulk')], defaultLane: 'default', inheritLane: true }),
    ]);
    const folder = apiAsset(stack);
    expect(readdirSync(folder).sort()).toEqual(['catalogue.json', 'index.js', 'validation.js', 'validator-0.js', 'validator-1.js', 'validator-2.js']);
    expect(JSON.parse(readFileSync(join(folder, 'catalogue.json'), 'utf8'))).toEqual([
      { name: 'a', data: 'validator-0.js', result: 'validator-1.js', maxAttempts: 5, deadline: 3600 },
      { name: 'b', result: 'validator-2.js', retention: 86400, externalLease: 120 },
      { name: 'c' },
      { name: 'd', lanes: ['bulk', 'slow'], defaultLane: 'slow', inheritLane: false },
      { name: 'e', lanes: ['bulk'] },
    ]);
  });

  test.each<[string, TaskType[] | undefined]>([['without declarations', undefined], ['of bare names', [TaskType.named('a')]]])('has nothing of ajv in it %s', (_what, taskTypes) => {
    create(taskTypes);
    const folder = apiAsset(stack);
    expect(readdirSync(folder).sort()).toEqual(['catalogue.json', 'index.js']);
    expect(readFileSync(join(folder, 'index.js'), 'utf8')).not.toMatch(/fullFormats|fastFormats|validator-/);
  });

  test('takes more task types than an environment variable', () => {
    const taskTypes = Array.from({ length: 100 }, (_, index) => TaskType.named(`a-rather-long-name-for-a-task-type-${index}`));
    create(taskTypes);
    expect(JSON.parse(readFileSync(join(apiAsset(stack), 'catalogue.json'), 'utf8'))).toHaveLength(100);
  });
});

describe('the same schema gives the same code', () => {
  /** A digest of all files that are written. */
  const digestOf = (...taskTypes: TaskType[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
    try {
      writeCatalogue(taskTypes, folder);
      return readdirSync(folder).sort().reduce((hash, file) => hash.update(file).update(readFileSync(join(folder, file))), createHash('sha256')).digest('hex');
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test('whatever the order of its members, and whatever was compiled before', () => {
    const expected = digestOf(thumbnail());
    TaskType.fromSchema('other', { type: 'array', uniqueItems: true, items: { pattern: 'x' } });
    const { type, properties: { key, when }, required } = SCHEMA;
    expect(digestOf(TaskType.fromSchema('thumbnail', { required, properties: { when, width: { minimum: 1, type: 'integer' }, key }, type }))).toBe(expected);
    expect(digestOf(TaskType.fromSchemaJson('thumbnail', JSON.stringify(SCHEMA, undefined, 2)))).toBe(expected);
  });

  test('but not that of another, not even where only the order of a list differs', () => {
    const digests = [SCHEMA, { ...SCHEMA, required: ['width', 'key'] }, { ...SCHEMA, type: ['object'] }].map((schema) => digestOf(TaskType.fromSchema('thumbnail', schema)));
    expect(new Set(digests).size).toBe(3);
  });
});

test('the same schema gives the same template, asset hashes included, whatever the order of its members', () => {
  const templateOf = (schema: object): unknown => {
    const apart = new Stack(testApp(), 'Stack');
    new AsyncTaskApi(apart, 'Tasks', { taskTypes: [TaskType.fromSchema('thumbnail', schema)] });
    return Template.fromStack(apart).toJSON();
  };
  const { required, ...rest } = SCHEMA;
  expect(templateOf({ required, ...rest })).toEqual(templateOf(SCHEMA));
  expect(templateOf(rest)).not.toEqual(templateOf(SCHEMA));
});

describe('an API refuses', () => {
  test('a task type twice', () => {
    expect(() => create([TaskType.named('a'), TaskType.named('a')])).toThrow('the task type "a" is there twice; name it once');
  });

  test('a name that is known at deployment', () => {
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(() => create([TaskType.named(name)])).toThrow('a task type of an API cannot be named by a token');
  });

  test('a lease of a task type that is longer than its own deadline', () => {
    const taskTypes = [TaskType.named('a', { externalLease: Duration.hours(2) })];
    expect(() => new AsyncTaskApi(stack, 'Tasks', { deadline: Duration.hours(1), taskTypes })).toThrow('externalLease of the task type "a" is 2 hours, longer than the deadline of 1 hour: a worker that died would hold its task past it');
    expect(() => new AsyncTaskApi(stack, 'Longer', { deadline: Duration.hours(2), taskTypes })).not.toThrow();
  });
});

test('what in a schema checks nothing is warned about', () => {
  create([TaskType.fromSchema('a', { requierd: ['x'] }, { resultSchema: { format: 'pth' } })]);
  const warnings = Annotations.fromStack(stack).findWarning('/Stack/Tasks', Match.anyValue()).map(({ entry }) => entry.data);
  expect(warnings).toEqual([
    expect.stringContaining('the schema of the task type "a" has "requierd" at #, which is no keyword of JSON Schema 2020-12 and checks nothing'),
    expect.stringContaining('the result schema of the task type "a" has the format "pth" at #/format, which is not checked'),
  ]);
});
