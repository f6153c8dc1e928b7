import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { FunctionTaskHandlerOptions, TaskHandlerBindOptions } from '../../../src';
import { AsyncTaskApi, TaskHandler, TaskType, TaskWorker } from '../../../src';
import type { BoundHandler } from '../../support/bound-handler';
import { bindHandler } from '../../support/bound-handler';
import { permissionsOf, testApp } from '../../support/template';

const FUNCTION: lambda.FunctionProps = { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.PYTHON_3_13 };
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:theirs';

const newFunction = (timeout?: Duration) => (stack: Stack): lambda.Function => new lambda.Function(stack, 'Mine', { ...FUNCTION, timeout });
const imported = (stack: Stack): lambda.IFunction => lambda.Function.fromFunctionArn(stack, 'Theirs', ARN);

const later = (stack: Stack): Duration => Duration.seconds(new CfnParameter(stack, 'Later', { type: 'Number' }).valueAsNumber);

const bind = (
  target: (stack: Stack) => lambda.IFunction, options?: FunctionTaskHandlerOptions, bindOptions?: Partial<TaskHandlerBindOptions>,
): BoundHandler => bindHandler((stack) => TaskHandler.fromFunction(target(stack), options), bindOptions);

test('a function of the library invokes it, and has the time to wait for it and to record what came of it', () => {
  const { properties, config } = bind(newFunction(Duration.minutes(1)));
  expect(properties).toMatchObject({
    Handler: 'index.handler',
    Timeout: 85,
    Environment: { Variables: { ASYNC_TASKS_API_NAME: 'Api', ASYNC_TASKS_ANSWER_TIMEOUT: '75', ASYNC_TASKS_TASK_TIMEOUT: '80' } },
  });
  expect(config.timeout!.toSeconds()).toBe(85);
});

test('it is told which errors are permanent, if there are any', () => {
  const variables = (options?: FunctionTaskHandlerOptions) => bind(newFunction(), options).properties.Environment.Variables;
  expect(variables({ permanentErrors: ['ValueError', 'com.example.Bad,Input'] })).toMatchObject({ ASYNC_TASKS_PERMANENT_ERRORS: '["ValueError","com.example.Bad,Input"]' });
  for (const permanentErrors of [undefined, []]) expect(variables({ permanentErrors })).not.toHaveProperty('ASYNC_TASKS_PERMANENT_ERRORS');
});

describe('the time-out is', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction, FunctionTaskHandlerOptions | undefined, number]>([
    ['the function\'s', newFunction(Duration.seconds(10)), undefined, 10],
    ['Lambda\'s default where the function says none', newFunction(), undefined, 3],
    ['that of a version', (stack) => newFunction(Duration.seconds(10))(stack).currentVersion, undefined, 10],
    ['that of an alias', (stack) => newFunction(Duration.seconds(10))(stack).addAlias('live'), undefined, 10],
    ['what is said of an imported one', imported, { timeout: Duration.seconds(10) }, 10],
    ['what is said, if that is more', newFunction(Duration.seconds(10)), { timeout: Duration.seconds(20) }, 20],
    ['what is said, where the function\'s is known at deployment', (stack) => newFunction(later(stack))(stack), { timeout: Duration.seconds(20) }, 20],
  ])('%s', (_what, target, options, seconds) => {
    expect(bind(target, options).properties.Timeout).toBe(seconds + 25);
  });

  test.each<[string, (stack: Stack) => lambda.IFunction, FunctionTaskHandlerOptions | undefined, string]>([
    ['imported', imported, undefined, 'the time-out of the function Stack/Theirs is not known, since it was imported: say it with TaskHandler.fromFunction(fn, { timeout })'],
    ['an alias of an imported one', (stack) => new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: lambda.Version.fromVersionArn(stack, 'Version', `${ARN}:1`) }), undefined, 'is not known'],
    ['said, and shorter than it is', newFunction(Duration.seconds(10)), { timeout: Duration.seconds(9) }, 'timeout is 9 seconds, shorter than the time-out of the function Stack/Mine, which is 10 seconds'],
    ['no whole number of seconds', imported, { timeout: Duration.millis(1500) }, 'timeout must be a whole number of seconds, not'],
    ['known at deployment', (stack) => newFunction(later(stack))(stack), undefined, 'the time-out of the function Stack/Mine is known only at deployment: say the longest that it can be with'],
    ['too long to wait for', newFunction(Duration.minutes(15)), undefined, 'the time-out of the function Stack/Mine is 15 minutes, and may be 14 minutes 35 seconds at most: the worker waits for it, and needs time to record what came of it within the 15 minutes that Lambda allows'],
  ])('refused when it is %s', (_what, target, options, message) => {
    expect(() => bind(target, options)).toThrow(message);
  });

  test('no longer than a worker can wait', () => {
    expect(bind(newFunction(Duration.seconds(14 * 60 + 35))).properties.Timeout).toBe(900);
  });
});

describe('a batch', () => {
  test.each([[10, 10, 35], [10, 5, 65], [10, 4, 95], [1, 10, 35]])('of %d, %d at once, has the time for its last run: %d s', (batchSize, parallelism, timeout) => {
    expect(bind(newFunction(Duration.seconds(10)), undefined, { batchSize, parallelism }).properties.Timeout).toBe(timeout);
  });

  test('that cannot end in time is refused', () => {
    expect(() => bind(newFunction(Duration.minutes(2)), undefined, { batchSize: 10 })).toThrow('a batch would take 23 minutes 25 seconds (10 times the 2 minutes of the function Stack/Mine, one after the other), and Lambda allows 15 minutes: lower batchSize, or raise parallelism');
  });
});

test.each<[Partial<TaskHandlerBindOptions>, string]>([
  [{ functionOptions: { timeout: Duration.minutes(1) } }, 'functionOptions.timeout is 1 minute, but the worker takes its time-out from the function that does the work'],
  [{ taskTimeout: Duration.minutes(1) }, 'taskTimeout is 1 minute, but only its own time-out ends the function that does the work'],
])('the worker does not decide the time: %j', (options, message) => {
  expect(() => bind(newFunction(), undefined, options)).toThrow(message);
});

describe('a worker with it', () => {
  let stack: Stack;
  let api: AsyncTaskApi;
  let target: lambda.Function;
  beforeEach(() => {
    stack = new Stack(testApp(), 'Stack');
    api = new AsyncTaskApi(stack, 'Tasks', { functionOptions: { timeout: Duration.seconds(20), memorySize: 1024 } });
    target = newFunction(Duration.minutes(1))(stack);
  });
  const create = (handler: TaskHandler): TaskWorker => new TaskWorker(stack, 'Worker', { api, taskTypes: [TaskType.named('x')], handler });

  test('may invoke it, and nothing else', () => {
    create(TaskHandler.fromFunction(target));
    expect(permissionsOf(stack, /WorkerFunctionRole/)).toMatchObject({ 'Mine.Arn': ['lambda:InvokeFunction'] });
    expect(Object.entries(permissionsOf(stack, /WorkerFunctionRole/)).filter(([, actions]) => actions.includes('lambda:InvokeFunction'))).toHaveLength(1);
  });

  test('may invoke the alias that it was given, and not the function behind it', () => {
    create(TaskHandler.fromFunction(target.addAlias('live')));
    const [[name]] = Object.entries(permissionsOf(stack, /WorkerFunctionRole/)).filter(([, actions]) => actions.includes('lambda:InvokeFunction'));
    expect(name).toMatch(/^MineAliaslive/);
  });

  test('hides messages until it has surely ended, whatever the API says of its functions', () => {
    create(TaskHandler.fromFunction(target));
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 85 + 30 });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Description: 'Invokes a function for each task', Timeout: 85, MemorySize: 1024 });
  });

  test('is granted to as the function that does the work', () => {
    const worker = create(TaskHandler.fromFunction(target));
    expect(worker.grantPrincipal).toBe(target.grantPrincipal);
    expect(worker.handlerFunction).not.toBe(target);
    iam.Grant.addToPrincipal({ grantee: worker, actions: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::bucket/*'] });
    expect(permissionsOf(stack, /MineServiceRole/)).toEqual({ 'arn:aws:s3:::bucket/*': ['s3:GetObject'] });
  });
});
