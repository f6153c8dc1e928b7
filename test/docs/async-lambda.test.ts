import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Duration, Size, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AsyncTaskApi, TaskHandler, TaskLane, TaskType, TaskWorker } from '../../src';

const FILE = join(__dirname, '../../docs/async-lambda.md');
const text = readFileSync(FILE, 'utf8');

/** What the documentation of async-lambda names. */
const FEATURES = [
  'AsyncLambdaController', 'sub-controllers', 'config_set_name', 'lambda_handler', 'task_id', 'vendor', 'src', 'async-lambda build', '--stage',
  'template.json', 'deployment.zip', 'SAM',
  'async_task', 'async_invoke', 'json.dumps', '2560 KB', 'event.payload', 'event.source_task_id', 'one message an invocation', 'dead-letter queue that all queues share',
  'infinite loops', 'memory=', 'timeout=', 'ephemeral_storage=', 'maximum_concurrency=10', 'maximum_concurrency=[', 'init_tasks', 'argument `task_id`', 'Defer', 'cache.value',
  'cache.execute', 'lane_count', 'lane=1', 'propagate_lane_assignment=False',
  'scheduled_task', 'rate(', 'cron expression', 'ScheduledEvent', 'sqs_task', 'queue_arn', 'event.body', 'api_task', 'path=', 'method=',
  'event.headers', 'event.querystring_params',
  'config.json', 'environment_variables', 'at build time', 'policies', 'layers', 'subnet_ids', 'security_group_ids', 'managed_queue_extras', '$QUEUEID', '$EXTRA<index>',
  'method_settings', 'domain_name', 'tls_version', 'certificate_arn', 'tags', 'framework-version', 'async-lambda-queue-type', 'async-lambda-lane',
  'extras are not tagged', 'LogFormat', 'ApplicationLogLevel', 'SystemLogLevel', 'LogGroup', 'lambda configuration spec',
];

test.each(FEATURES)('%s has a counterpart', (feature) => {
  const cells = text.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split(/(?<!\\)\|/)[1]);
  expect([...cells, text.split('## Configuration')[1].split('\n|')[0]].some((cell) => cell.includes(feature))).toBe(true);
});

test.each([...text.matchAll(/\]\(((?!http)[^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target))('the link to %s leads somewhere', (target) => {
  expect(existsSync(join(dirname(FILE), target))).toBe(true);
});

describe('the settings of a function, an API and a queue', () => {
  let folder: string;
  let template: Template;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'async-lambda-test-'));
    writeFileSync(join(folder, 'app.py'), 'def handler(task, context): ...\n');
    template = Template.fromStack(stackOf(folder));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('those of the function are the CDK\'s own', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'python3.13',
      MemorySize: 128,
      Timeout: 60,
      EphemeralStorage: { Size: 1024 },
      Environment: { Variables: Match.objectLike({ ENV_VAR_NAME: 'ENV_VAR_VALUE' }) },
      Layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:a:1', 'arn:aws:lambda:eu-west-1:111122223333:layer:b:2'],
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      LoggingConfig: { ApplicationLogLevel: 'DEBUG', LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      Tags: Match.arrayWith([{ Key: 'team', Value: 'orders' }]),
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: Match.arrayWith(['arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess']),
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'ses:SendEmail' })]) },
    });
  });

  test('each lane has its limit', () => {
    const mappings = Object.entries(template.findResources('AWS::Lambda::EventSourceMapping')).filter(([id]) => id.startsWith('WorkerEventSource'));
    expect(mappings.map(([, { Properties }]) => Properties.ScalingConfig.MaximumConcurrency)).toEqual([10, 2]);
  });

  test('the API has its domain and its throttles', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'tasks.example.com',
      DomainNameConfigurations: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/a', SecurityPolicy: 'TLS_1_2' }],
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', { Stage: Match.anyValue() });
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 10, DetailedMetricsEnabled: true },
    });
  });

  test('a queue has its tags and its extras', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { Tags: Match.arrayWith([{ Key: 'lane', Value: 'bulk' }]) });
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue', { Properties: { Tags: Match.arrayWith([{ Key: 'lane', Value: 'bulk' }]) } }));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
    });
  });
});

/** Every line of the table's last part, in one stack. */
function stackOf(folder: string): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const taskType = TaskType.named('ProcessingTask', { lanes: [new TaskLane('bulk', { maxConcurrency: 2 })] });
  const tasks = new AsyncTaskApi(stack, 'Tasks', {
    taskTypes: [taskType],
    apiUrl: 'https://tasks.example.com',
    throttle: { rateLimit: 10, burstLimit: 20 },
  });
  const layer = (id: string, name: string) => lambda.LayerVersion.fromLayerVersionArn(stack, id, `arn:aws:lambda:eu-west-1:111122223333:layer:${name}`);
  const worker = new TaskWorker(stack, 'Worker', {
    api: tasks,
    taskTypes: [taskType],
    handler: TaskHandler.code(folder, { runtime: lambda.Runtime.PYTHON_3_13, handler: 'app.handler' }),
    maxConcurrency: 10,
    functionOptions: {
      memorySize: 128,
      timeout: Duration.seconds(60),
      ephemeralStorageSize: Size.mebibytes(1024),
      environment: { ENV_VAR_NAME: 'ENV_VAR_VALUE' },
      layers: [layer('A', 'a:1'), layer('B', 'b:2')],
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] }),
      vpcSubnets: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')] },
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'SecurityGroup', 'sg-1')],
      loggingFormat: lambda.LoggingFormat.JSON,
      applicationLogLevelV2: lambda.ApplicationLogLevel.DEBUG,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
    },
  });
  const role = (worker.handlerFunction as lambda.Function).role!;
  role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Policy', 'arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess'));
  worker.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] }));

  const domainName = new apigatewayv2.DomainName(stack, 'Domain', {
    domainName: 'tasks.example.com',
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/a'),
    securityPolicy: apigatewayv2.SecurityPolicy.TLS_1_2,
  });
  new apigatewayv2.ApiMapping(stack, 'Mapping', { api: tasks.httpApi, stage: tasks.stage, domainName });
  (tasks.stage!.node.defaultChild as apigatewayv2.CfnStage).addPropertyOverride('DefaultRouteSettings.DetailedMetricsEnabled', true);

  worker.queueOf('bulk').metricApproximateAgeOfOldestMessage().createAlarm(worker, 'Late', { threshold: 900, evaluationPeriods: 3 });
  Tags.of(worker.queueOf('bulk')).add('lane', 'bulk');
  Tags.of(stack).add('team', 'orders');
  return stack;
}
