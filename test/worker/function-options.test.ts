import { Duration, Size, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { AsyncTaskApiProps, TaskWorkerProps } from '../../src';
import { AsyncTaskApi, TaskHandler, TaskType, TaskWorker } from '../../src';
import { TestFolder } from '../support/folder';
import { permissionsOf, testApp } from '../support/template';

let folder: TestFolder;
let stack: Stack;
beforeEach(() => {
  folder = new TestFolder();
  folder.write({ 'app.js': 'exports.handler = () => 1;' });
  stack = new Stack(testApp(), 'Stack');
});
afterEach(() => folder.remove());

const HANDLED = /^WorkerFunction/;
const DEAD_LETTERS = /^WorkerDeadLetterFunction/;

const create = (props: Partial<TaskWorkerProps> = {}, apiProps: AsyncTaskApiProps = {}): TaskWorker => new TaskWorker(stack, 'Worker', {
  api: new AsyncTaskApi(stack, 'Tasks', { openApi: false, ...apiProps }),
  taskTypes: [TaskType.named('x')],
  handler: TaskHandler.code(folder.path, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'app.handler' }),
  ...props,
});
const functionOf = (logicalId: RegExp): any => (
  Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function')).find(([id]) => logicalId.test(id))![1].Properties
);

/** An option, and what becomes of it. */
type Row = [option: string, options: (of: Stack) => lambda.FunctionOptions, becomes: object];

const vpcOf = (of: Stack): ec2.IVpc => (of.node.tryFindChild('Vpc') as ec2.Vpc | undefined) ?? new ec2.Vpc(of, 'Vpc', { maxAzs: 1 });

const ROWS: Row[] = [
  ['memory', () => ({ memorySize: 2048 }), { MemorySize: 2048 }],
  ['time-out', () => ({ timeout: Duration.minutes(3) }), { Timeout: 180 }],
  ['ephemeral storage', () => ({ ephemeralStorageSize: Size.gibibytes(2) }), { EphemeralStorage: { Size: 2048 } }],
  ['architecture', () => ({ architecture: lambda.Architecture.X86_64 }), { Architectures: ['x86_64'] }],
  ['layers', (of) => ({ layers: [lambda.LayerVersion.fromLayerVersionArn(of, 'Layer', 'arn:aws:lambda:eu-west-1:123456789012:layer:l:1')] }), { Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:l:1'] }],
  ['VPC', (of) => ({ vpc: vpcOf(of) }), { VpcConfig: { SubnetIds: [{ Ref: expect.stringMatching(/^VpcPrivate/) }], SecurityGroupIds: [expect.anything()] } }],
  ['security groups', (of) => ({ vpc: vpcOf(of), securityGroups: [new ec2.SecurityGroup(of, 'Shared', { vpc: vpcOf(of) })] }), {
    VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^Shared/), 'GroupId'] }] },
  }],
  ['environment', () => ({ environment: { STAGE: 'prod' } }), { Environment: { Variables: { STAGE: 'prod', ASYNC_TASKS_TABLE_NAME: expect.anything() } } }],
  ['log group', (of) => ({ logGroup: new logs.LogGroup(of, 'Mine') }), { LoggingConfig: { LogGroup: { Ref: expect.stringMatching(/^Mine/) } } }],
  ['log levels', () => ({
    loggingFormat: lambda.LoggingFormat.JSON, applicationLogLevelV2: lambda.ApplicationLogLevel.DEBUG, systemLogLevelV2: lambda.SystemLogLevel.WARN,
  }), { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG', SystemLogLevel: 'WARN' } }],
  ['tracing', () => ({ tracing: lambda.Tracing.ACTIVE }), { TracingConfig: { Mode: 'Active' } }],
  ['file systems', (of) => {
    const vpc = vpcOf(of);
    const fileSystem = new efs.FileSystem(of, 'Files', { vpc });
    return { vpc, filesystem: lambda.FileSystem.fromEfsAccessPoint(fileSystem.addAccessPoint('Models', { path: '/models', posixUser: { uid: '1', gid: '1' } }), '/mnt/models') };
  }, { FileSystemConfigs: [{ LocalMountPath: '/mnt/models', Arn: expect.anything() }] }],
  ['reserved concurrency', () => ({ reservedConcurrentExecutions: 4 }), { ReservedConcurrentExecutions: 4 }],
];

describe('of the handler\'s function', () => {
  test.each(ROWS)('%s', (_option, options, becomes) => {
    create({ functionOptions: options(stack) });
    expect(functionOf(HANDLED)).toMatchObject(becomes);
  });

  test.each(ROWS)('%s, said for all functions of the API', (_option, options, becomes) => {
    create({}, { functionOptions: options(stack) });
    expect(functionOf(HANDLED)).toMatchObject(becomes);
  });

  test('the worker\'s go on top of the API\'s, and environments are joined', () => {
    create(
      { functionOptions: { memorySize: 256, timeout: undefined, environment: { STAGE: 'prod', MINE: '1' } } },
      { functionOptions: { memorySize: 2048, timeout: Duration.minutes(1), environment: { STAGE: 'test', OURS: '1' } } },
    );
    expect(functionOf(HANDLED)).toMatchObject({ MemorySize: 256, Timeout: 60, Environment: { Variables: { STAGE: 'prod', MINE: '1', OURS: '1' } } });
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 90, RedrivePolicy: Match.anyValue() });
  });

  test('an API of another app says nothing of it', () => {
    const api = AsyncTaskApi.fromSsmParameters(stack, 'Imported', { prefix: '/tasks' });
    create({ api }, { functionOptions: { memorySize: 2048 } });
    expect(functionOf(HANDLED)).toMatchObject({ MemorySize: 512, Timeout: 30 });
  });
});

describe('of the function that takes in dead letters', () => {
  test.each(ROWS)('%s', (_option, options, becomes) => {
    create({ deadLetterFunctionOptions: options(stack) });
    expect(functionOf(DEAD_LETTERS)).toMatchObject(becomes);
  });

  test('they go on top of the API\'s, and the handler\'s are none of its', () => {
    create(
      { deadLetterFunctionOptions: { memorySize: 256 }, functionOptions: { memorySize: 1024, timeout: Duration.minutes(5) } },
      { functionOptions: { memorySize: 2048, timeout: Duration.minutes(1) } },
    );
    expect(functionOf(DEAD_LETTERS)).toMatchObject({ MemorySize: 256, Timeout: 60 });
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 90, RedrivePolicy: Match.absent() });
  });
});

describe('a role that is passed in', () => {
  const roleOf = (of: Stack): iam.Role => new iam.Role(of, 'Mine', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

  test('is the function\'s, and gets what the function needs', () => {
    create({ functionOptions: { role: roleOf(stack) } });
    expect(functionOf(HANDLED).Role).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Mine/), 'Arn'] });
    expect(permissionsOf(stack, /^Mine/)).toEqual({
      'TasksCreateFunction': ['lambda:InvokeFunction'],
      'WorkerFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksTable.Arn': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      'WorkerQueue.Arn': ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
    });
  });

  test('may make network interfaces where the function is in a VPC', () => {
    create({ functionOptions: { role: roleOf(stack), vpc: vpcOf(stack) } });
    expect(permissionsOf(stack, /^Mine/)['*']).toContain('ec2:CreateNetworkInterface');
  });

  test('belongs to one function: an API cannot have it for all', () => {
    expect(() => create({}, { functionOptions: { role: roleOf(stack) } })).toThrow('functionOptions.role cannot belong to all functions of the API');
  });
});

test('a worker is connected as its function', () => {
  const vpc = vpcOf(stack);
  const worker = create({ functionOptions: { vpc } });
  const database = new ec2.SecurityGroup(stack, 'Database', { vpc });
  database.connections.allowFrom(worker, ec2.Port.tcp(5432));
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 5432, SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkerFunctionSecurityGroup'), 'GroupId'] },
  });
});

test('a worker is tagged as a whole', () => {
  Tags.of(create()).add('team', 'pictures');
  for (const logicalId of [HANDLED, DEAD_LETTERS]) expect(functionOf(logicalId).Tags).toEqual([{ Key: 'team', Value: 'pictures' }]);
  Template.fromStack(stack).allResourcesProperties('AWS::SQS::Queue', { Tags: [{ Key: 'team', Value: 'pictures' }] });
});
