import { Aspects, CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { TaskScheduleProps } from '../../src';
import { AsyncTaskApi, TaskApiAuth, TaskSchedule, TaskScope, TaskType } from '../../src';
import { maskedTemplate, permissionsOf, testApp } from '../support/template';

const REPORT = TaskType.fromSchema('report', { type: 'object', properties: { kind: { enum: ['daily', 'weekly'] } }, required: ['kind'] });
const NIGHTLY = scheduler.ScheduleExpression.cron({ minute: '0', hour: '2', timeZone: TimeZone.EUROPE_BERLIN });

let stack: Stack;
let api: AsyncTaskApi;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
  api = new AsyncTaskApi(stack, 'Tasks', { taskTypes: [REPORT] });
});

const create = (props: Partial<TaskScheduleProps> = {}): TaskSchedule => (
  new TaskSchedule(stack, 'Nightly', { api, taskType: REPORT, schedule: NIGHTLY, data: { kind: 'daily' }, ...props })
);
const template = (): Template => Template.fromStack(stack);
const scheduleOf = (of = stack): any => Object.values(Template.fromStack(of).findResources('AWS::Scheduler::Schedule'))[0].Properties;

test('the template is what it was', () => {
  const alone = new Stack(testApp(), 'Alone');
  const imported = AsyncTaskApi.fromSsmParameters(alone, 'Tasks', { prefix: '/tasks' });
  new TaskSchedule(alone, 'Nightly', { api: imported, taskType: REPORT, schedule: NIGHTLY, data: { kind: 'daily' } });
  expect(maskedTemplate(alone)).toMatchSnapshot();
});

test('logical ids are what they were: to change one replaces a resource of somebody\'s', () => {
  create();
  expect(Object.keys(template().toJSON().Resources).filter((id) => id.startsWith('Nightly'))).toEqual([
    'NightlyRole954B33E9', 'NightlyRoleDefaultPolicy9FF04A75', 'NightlySchedule669F2570',
  ]);
});

test('invokes the alias that creates tasks, at its time in its time zone', () => {
  create();
  template().hasResource('AWS::Scheduler::Schedule', {
    Properties: {
      ScheduleExpression: 'cron(0 2 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
      Target: {
        Arn: { Ref: Match.stringLikeRegexp('TasksCreateFunction') },
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('NightlyRole'), 'Arn'] },
      },
    },
    DependsOn: [Match.stringLikeRegexp('NightlyRoleDefaultPolicy')],
  });
});

test('asks for one task a firing: the same whenever the firing comes again', () => {
  create({ maxAttempts: 2 });
  const arn = '<aws.scheduler.schedule-arn>';
  expect(JSON.parse(scheduleOf().Target.Input)).toEqual({
    schedule: arn,
    tasks: [{ task_type: 'report', data: { kind: 'daily' }, max_attempts: 2, idempotency_key: `${arn}/<aws.scheduler.scheduled-time>` }],
  });
  // The longest names that a schedule, its group and a region can have make a key that is short enough.
  const key = `arn:aws-us-gov:scheduler:ap-southeast-1:123456789012:schedule/${'g'.repeat(64)}/${'s'.repeat(64)}/2026-11-21T19:00:00Z`;
  expect(key.length).toBeLessThanOrEqual(255);
});

test('asks for a scope and a lane, if it is told', () => {
  const owned = TaskType.named('owned', { lanes: [] });
  const scoped = new AsyncTaskApi(stack, 'Scoped', { taskTypes: [owned], taskScope: TaskScope.iamPrincipal() });
  create({ api: scoped, taskType: owned, taskScope: 'acme', lane: 'default', data: undefined });
  expect(JSON.parse(scheduleOf().Target.Input).tasks[0]).toMatchObject({ scope: 'acme', lane: 'default', data: null });
});

test('may invoke just that, and only EventBridge Scheduler may be it, for schedules of its group in its account', () => {
  create();
  expect(permissionsOf(stack, /NightlyRole/)).toEqual({ TasksCreateFunction: ['lambda:InvokeFunction'] });
  const { AssumeRolePolicyDocument } = Object.entries(template().findResources('AWS::IAM::Role')).find(([id]) => id.startsWith('NightlyRole'))![1].Properties;
  expect(AssumeRolePolicyDocument.Statement).toEqual([{
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'scheduler.amazonaws.com' },
    Condition: {
      StringEquals: {
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
        'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':scheduler:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':schedule-group/default']] },
      },
    },
  }]);
});

test('cdk-nag finds nothing in it', () => {
  create();
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const findings = Annotations.fromStack(stack).findError('*', Match.anyValue());
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.filter(({ id }) => id.startsWith('/Stack/Nightly')).map(({ entry }) => entry.data)).toEqual([]);
});

test('can be in a group of its own, off, spread, bounded, described', () => {
  const scheduleGroup = new scheduler.ScheduleGroup(stack, 'Group');
  create({
    scheduleGroup,
    enabled: false,
    timeWindow: scheduler.TimeWindow.flexible(Duration.minutes(10)),
    start: new Date('2026-01-01T00:00:00Z'),
    end: new Date('2027-01-01T00:00:00Z'),
    description: 'Reports',
    maxEventAge: Duration.hours(1),
    retryAttempts: 0,
  });
  expect(scheduleOf()).toMatchObject({
    GroupName: 'Stack-Group-CABF5A83',
    State: 'DISABLED',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 10 },
    StartDate: '2026-01-01T00:00:00.000Z',
    EndDate: '2027-01-01T00:00:00.000Z',
    Description: 'Reports',
    Target: { RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 0 } },
  });
  expect(JSON.stringify(template().findResources('AWS::IAM::Role'))).toContain('{"aws:SourceAccount":{"Ref":"AWS::AccountId"},"aws:SourceArn":{"Fn::GetAtt":["Group');
});

test('sends what it cannot deliver to a dead-letter queue, if there is one', () => {
  const deadLetterQueue = new sqs.Queue(stack, 'Dead');
  create({ deadLetterQueue });
  expect(scheduleOf().Target.DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^Dead/), 'Arn'] } });
  expect(permissionsOf(stack, /NightlyRole/)['Dead.Arn']).toContain('sqs:SendMessage');
});

describe('its data', () => {
  test('may have what is only known at deployment; then it is checked there', () => {
    const bucket = new CfnParameter(stack, 'Bucket').valueAsString;
    create({ data: { kind: bucket, note: 'a "quoted" <tag>' } });
    const { 'Fn::Join': [, parts] } = scheduleOf().Target.Input;
    const input = parts.map((part: unknown) => (typeof part === 'string' ? part : 'weekly')).join('');
    expect(JSON.parse(input).tasks[0].data).toEqual({ kind: 'weekly', note: 'a "quoted" <tag>' });
  });

  test.each<[string, Partial<TaskScheduleProps>, string]>([
    ['does not fit the schema', { data: { kind: 'hourly' } }, 'the data of Stack/Nightly does not fit the schema of the task type "report": data.kind must be'],
    ['is missing, and there is a schema', { data: undefined }, 'the data of Stack/Nightly does not fit the schema of the task type "report": data must be an object'],
    ['is no JSON', { data: { kind: NaN } }, 'the data of Stack/Nightly is not JSON: it has NaN at #/kind'],
    ['is too large', { data: { kind: 'daily', note: 'x'.repeat(256 * 1024) } }, 'as JSON text, and may have 262144'],
  ])('is refused where it %s', (_how, props, message) => {
    expect(() => create(props)).toThrow(message);
  });

  test('is checked by the schema that the API has', () => {
    expect(() => create({ taskType: TaskType.named('report'), data: {} })).toThrow('does not fit the schema');
  });

  test('is checked by the schema that its task type says, if it is another app\'s API', () => {
    const imported = AsyncTaskApi.fromSsmParameters(stack, 'Imported', { prefix: '/tasks' });
    expect(() => create({ api: imported, data: {} })).toThrow('does not fit the schema');
  });
});

test.each<[string, Partial<TaskScheduleProps>, string]>([
  ['of a type that the API does not declare', { taskType: TaskType.named('other') }, 'Stack/Nightly creates tasks of the type "other", which the API Stack/Tasks does not declare; add it to the API\'s taskTypes (report)'],
  ['in a scope that nobody has', { taskScope: 'acme' }, 'taskScope is "acme", but all clients of the API Stack/Tasks share one scope, and none would see the tasks: leave it out'],
  ['in a scope that cannot be', { taskScope: ' ' }, 'taskScope must have 1 to 256 printable ASCII characters, without spaces around them, and is " "'],
  ['in a lane that its type does not have', { lane: 'fast' }, 'lane is "fast", which is none of the lanes of the task type "report" (default)'],
  ['without an attempt', { maxAttempts: 0 }, 'maxAttempts must be a whole number from 1 to 100, not 0'],
  ['tried too often', { retryAttempts: 186 }, 'retryAttempts must be a whole number from 0 to 185, not 186'],
  ['given up too soon', { maxEventAge: Duration.seconds(59) }, 'maxEventAge must be at least 1 minute, not 59 seconds'],
  ['given up too late', { maxEventAge: Duration.hours(25) }, 'maxEventAge must be at most 24 hours (a limit of EventBridge Scheduler), not 1 day 1 hour'],
])('is refused %s', (_how, props, message) => {
  expect(() => create(props)).toThrow(message);
});

test('is refused with a FIFO queue for dead letters', () => {
  expect(() => create({ deadLetterQueue: new sqs.Queue(stack, 'Dead', { fifo: true }) })).toThrow('the deadLetterQueue Stack/Dead is a FIFO queue');
});

test('is refused for an API of another app whose function nobody has named', () => {
  const imported = AsyncTaskApi.fromAsyncTaskApiAttributes(stack, 'Imported', {
    apiUrl: 'https://tasks.example.com',
    apiId: 'abc',
    apiName: 'Tasks',
    tableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/tasks',
    topicArn: 'arn:aws:sns:eu-west-1:123456789012:tasks',
  });
  expect(() => create({ api: imported })).toThrow('which was imported without its createFunctionArn: say it in AsyncTaskApi.fromAsyncTaskApiAttributes(), or import the API with AsyncTaskApi.fromSsmParameters()');
});

test('can be in a stack of its own, which depends on the API\'s alone', () => {
  const other = new Stack(stack.node.root as any, 'Other');
  const open = new AsyncTaskApi(stack, 'Open', { auth: TaskApiAuth.none() });
  new TaskSchedule(other, 'Nightly', { api: open, taskType: REPORT, schedule: NIGHTLY, data: { kind: 'daily' } });
  expect(scheduleOf(other).Target.Arn).toEqual({ 'Fn::ImportValue': expect.stringContaining('OpenCreateFunction') });
  expect([other.dependencies, stack.dependencies]).toEqual([[stack], []]);
});
