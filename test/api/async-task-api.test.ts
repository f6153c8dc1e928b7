import { Aspects, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { AsyncTaskApiProps } from '../../src';
import { AsyncTaskApi, TaskApiAuth, TaskType } from '../../src';
import { environmentOf, maskedTemplate, permissionsOf, routesOf, testApp } from '../support/template';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(testApp(), 'Stack');
});

const create = (props?: AsyncTaskApiProps): AsyncTaskApi => new AsyncTaskApi(stack, 'Tasks', props);
const template = (): Template => Template.fromStack(stack);
const environment = (name?: RegExp): Record<string, unknown> => environmentOf(stack, name);
const routes = (): ReturnType<typeof routesOf> => routesOf(stack);

test('the template is what it was', () => {
  create({ taskTypes: [TaskType.named('thumbnail')], ssmPrefix: '/tasks' });
  expect(maskedTemplate(stack)).toMatchSnapshot();
});

test('logical ids are what they were: to change one replaces a resource of somebody\'s', () => {
  create({ ssmPrefix: '/tasks' });
  const ids = Object.entries(template().toJSON().Resources).map(([id, resource]) => `${(resource as { Type: string }).Type} ${id}`);
  expect(ids.filter((id) => !/Permission|Policy|Integration/.test(id))).toEqual([
    'AWS::DynamoDB::Table TasksTable45D1B62D',
    'AWS::SNS::Topic TasksTopic18C870F4',
    'AWS::Logs::LogGroup TasksApiFunctionLogs9ECA337A',
    'AWS::IAM::Role TasksApiFunctionRoleFE066851',
    'AWS::Lambda::Function TasksApiFunctionA1E6DA04',
    'AWS::Lambda::Alias TasksCreateFunctionF5E971FD',
    'AWS::Logs::LogGroup TasksPublisherFunctionLogs0EAB7F33',
    'AWS::IAM::Role TasksPublisherFunctionRoleD97AA9E6',
    'AWS::Lambda::Function TasksPublisherFunction9047BFCE',
    'AWS::Lambda::EventSourceMapping TasksPublisherFunctionStreamDDF13C59',
    'AWS::Logs::LogGroup TasksWatchdogFunctionLogs8B5AA375',
    'AWS::IAM::Role TasksWatchdogFunctionRole36F02BB4',
    'AWS::Lambda::Function TasksWatchdogFunction7A5DC006',
    'AWS::Lambda::EventInvokeConfig TasksWatchdogFunctionEventInvokeConfig30C2504E',
    'AWS::Events::Rule TasksWatchdogFunctionRuleEDC624D9',
    'AWS::ApiGatewayV2::Api TasksHttpApiD8682B24',
    'AWS::ApiGatewayV2::Route TasksCreateRoute536B1BB3',
    'AWS::ApiGatewayV2::Route TasksCreateAllRouteDE99EC4B',
    'AWS::ApiGatewayV2::Route TasksListRoute61D48713',
    'AWS::ApiGatewayV2::Route TasksHeadTasksRouteBC37CEC0',
    'AWS::ApiGatewayV2::Route TasksPutTasksRouteD60F2B69',
    'AWS::ApiGatewayV2::Route TasksPatchTasksRouteC31CDB7F',
    'AWS::ApiGatewayV2::Route TasksDeleteTasksRoute1F02C21F',
    'AWS::ApiGatewayV2::Route TasksGetBatchRoute46DDB07F',
    'AWS::ApiGatewayV2::Route TasksHeadBatchRoute1FB38833',
    'AWS::ApiGatewayV2::Route TasksPutBatchRouteE9FF0E42',
    'AWS::ApiGatewayV2::Route TasksPatchBatchRoute8BFE30CA',
    'AWS::ApiGatewayV2::Route TasksDeleteBatchRouteD0042272',
    'AWS::ApiGatewayV2::Route TasksReadRouteBD7BB534',
    'AWS::ApiGatewayV2::Route TasksReportRouteAE255779',
    'AWS::ApiGatewayV2::Route TasksHeadTaskRoute75BC88A5',
    'AWS::ApiGatewayV2::Route TasksPostTaskRoute35F7E32D',
    'AWS::ApiGatewayV2::Route TasksPutTaskRoute26DB4094',
    'AWS::ApiGatewayV2::Route TasksDeleteTaskRouteFCF4AEA6',
    'AWS::ApiGatewayV2::Route TasksCancelRoute537B7DF3',
    'AWS::ApiGatewayV2::Route TasksGetCancelRouteC0665314',
    'AWS::ApiGatewayV2::Route TasksHeadCancelRouteFE8730D4',
    'AWS::ApiGatewayV2::Route TasksPutCancelRouteEB573AC9',
    'AWS::ApiGatewayV2::Route TasksPatchCancelRoute408E5294',
    'AWS::ApiGatewayV2::Route TasksDeleteCancelRoute758A8219',
    'AWS::ApiGatewayV2::Route TasksRetryRoute7618FFDB',
    'AWS::ApiGatewayV2::Route TasksGetRetryRouteAB275534',
    'AWS::ApiGatewayV2::Route TasksHeadRetryRouteFB4AE0FD',
    'AWS::ApiGatewayV2::Route TasksPutRetryRouteE305B818',
    'AWS::ApiGatewayV2::Route TasksPatchRetryRoute67C7BC4E',
    'AWS::ApiGatewayV2::Route TasksDeleteRetryRouteF078818E',
    'AWS::Logs::LogGroup TasksAccessLogs43DF19A9',
    'AWS::ApiGatewayV2::Stage TasksStageAE7C86DD',
    'AWS::SSM::Parameter TasksApiUrlParameter4D835BB0',
    'AWS::SSM::Parameter TasksApiIdParameterE68290AE',
    'AWS::SSM::Parameter TasksApiNameParameterD7B13B97',
    'AWS::SSM::Parameter TasksTableArnParameterCE0D2BE5',
    'AWS::SSM::Parameter TasksTopicArnParameter3EA7A0C1',
    'AWS::SSM::Parameter TasksCreateFunctionArnParameter12018654',
    'AWS::SSM::Parameter TasksContractVersionParameter946CA269',
  ]);
});

describe('permissions', () => {
  test('the api function reads, writes, updates, deletes and lists tasks, and nothing else', () => {
    create();
    expect(permissionsOf(stack, /ApiFunctionRole/)).toEqual({
      'TasksApiFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksTable.Arn': ['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      'TasksTable.Arn/index/list': ['dynamodb:Query'],
    });
  });

  test('without a list it lists nothing; without reports it still updates, to cancel and to retry', () => {
    create({ listTasks: false, auth: TaskApiAuth.jwt({ issuer: 'https://issuer', audience: ['me'] }) });
    expect(permissionsOf(stack, /ApiFunctionRole/)).toEqual({
      'TasksApiFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksTable.Arn': ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    });
  });

  test('the publisher reads the stream and payloads, and publishes', () => {
    create();
    expect(permissionsOf(stack, /PublisherFunctionRole/)).toEqual({
      'TasksPublisherFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksTable.Arn': ['dynamodb:GetItem'],
      'TasksTable.Arn/stream/*': ['dynamodb:ListStreams'],
      'TasksTable.StreamArn': ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      'TasksTopic': ['sns:Publish'],
    });
  });

  test('the watchdog finds, reads, updates and deletes tasks, and nothing else', () => {
    create();
    expect(permissionsOf(stack, /WatchdogFunctionRole/)).toEqual({
      'TasksWatchdogFunctionLogs.Arn': ['logs:CreateLogStream', 'logs:PutLogEvents'],
      'TasksTable.Arn': ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
      'TasksTable.Arn/index/watch': ['dynamodb:Query'],
    });
  });

  test('the gateway may invoke the api function for its paths, and EventBridge the watchdog for its rule', () => {
    create();
    const sources = Object.values(template().findResources('AWS::Lambda::Permission')).map(({ Properties }) => [Properties.Principal, JSON.stringify(Properties.SourceArn)]);
    expect(sources).toEqual([
      ['events.amazonaws.com', expect.stringMatching(/"TasksWatchdogFunctionRule\w+","Arn"/)],
      ...['/tasks', '/tasks/batch', '/tasks/{id}', '/tasks/{id}/cancel', '/tasks/{id}/retry'].map((path) => ['apigateway.amazonaws.com', expect.stringContaining(`"/*/*${path}"`)]),
    ]);
  });

  test('a customer\'s key is granted to all functions, to the publisher for reading', () => {
    const key = new kms.Key(stack, 'Key');
    create({ table: existingTable({ encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }) });
    for (const role of [/ApiFunctionRole/, /WatchdogFunctionRole/]) {
      expect(permissionsOf(stack, role)['Key.Arn']).toEqual(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']);
    }
    expect(permissionsOf(stack, /PublisherFunctionRole/)['Key.Arn']).toEqual(['kms:Decrypt']);
  });

  test('no role has a managed policy, and no policy is for every resource', () => {
    create();
    for (const role of Object.values(template().findResources('AWS::IAM::Role'))) expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    expect(JSON.stringify(template().findResources('AWS::IAM::Policy'))).not.toContain('"Resource":"*"');
  });

  test('grantCreate lets somebody create tasks, over HTTP and by the alias of the function that does nothing else', () => {
    create().grantCreate(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(permissionsOf(stack, /Caller/)).toEqual({
      ...Object.fromEntries(['POST/tasks', 'POST/tasks/batch'].map((path) => [
        `arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:TasksHttpApi/$default/${path}`, ['execute-api:Invoke'],
      ])),
      TasksCreateFunction: ['lambda:InvokeFunction'],
    });
    template().hasResourceProperties('AWS::Lambda::Alias', {
      Name: 'create', FunctionName: { Ref: Match.stringLikeRegexp('TasksApiFunction') }, FunctionVersion: '$LATEST',
    });
  });

  test('grantCreate is about the alias alone where clients need no permission', () => {
    create({ auth: TaskApiAuth.none() }).grantCreate(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(permissionsOf(stack, /Caller/)).toEqual({ TasksCreateFunction: ['lambda:InvokeFunction'] });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('grantCreate tells a Lambda function where tasks are created', () => {
    const web = new lambda.Function(stack, 'Web', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_24_X });
    create().grantCreate(web);
    expect(environment(/Web/)).toEqual({ ASYNC_TASKS_CREATE_FUNCTION: { Ref: expect.stringMatching(/^TasksCreateFunction/) } });
  });

  test.each([
    ['grantRead', ['GET/tasks', 'GET/tasks/*']],
    ['grantManage', ['POST/tasks/*/cancel', 'POST/tasks/*/retry', 'DELETE/tasks/*']],
    ['grantReport', ['PATCH/tasks/*']],
  ] as const)('%s lets somebody call just that', (grant, paths) => {
    const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
    create()[grant](role);
    expect(permissionsOf(stack, /Caller/)).toEqual(Object.fromEntries(paths.map((path) => [
      `arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:TasksHttpApi/$default/${path}`, ['execute-api:Invoke'],
    ])));
  });

  test('a grant is warned about where it decides nothing', () => {
    const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() });
    create().grantRead(role);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    new AsyncTaskApi(stack, 'Open', { auth: TaskApiAuth.none() }).grantRead(role);
    Annotations.fromStack(stack).hasWarning('/Stack/Open', Match.stringLikeRegexp('a grant to call GET /tasks and GET /tasks/{id} and GET /openapi.json decides nothing'));
  });

  test('cdk-nag finds only that ListStreams is for all streams of the table', () => {
    create();
    Aspects.of(stack).add(new AwsSolutionsChecks());
    const findings = Annotations.fromStack(stack).findError('*', Match.anyValue()).map((finding) => String(finding.entry.data).split(': ')[0]);
    expect([...new Set(findings)]).toEqual(['AwsSolutions-IAM5[Resource::<TasksTable45D1B62D.Arn>/stream/*]']);
  });
});

describe('authentication', () => {
  const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
  const PATHS = ['/tasks', '/tasks/batch', '/tasks/{id}', '/tasks/{id}/cancel', '/tasks/{id}/retry'];
  const ALL = PATHS.flatMap((path) => METHODS.map((method) => `${method} ${path}`));

  test('is by IAM on every route, unless it is said otherwise', () => {
    create();
    expect(Object.keys(routes()).sort()).toEqual([...ALL].sort());
    expect(Object.values(routes()).every((route) => route.AuthorizationType === 'AWS_IAM')).toBe(true);
  });

  test('can be none', () => {
    create({ auth: TaskApiAuth.none() });
    expect(Object.values(routes()).every((route) => route.AuthorizationType === 'NONE')).toBe(true);
    expect(environment().ASYNC_TASKS_ROUTES).toContain('PATCH /tasks/{id}');
  });

  test('by JWT has scopes for clients, and answers no reports unless reporters have a scope', () => {
    create({ auth: TaskApiAuth.jwt({ issuer: 'https://issuer', audience: ['me'], clientScopes: ['tasks'] }) });
    for (const [key, { AuthorizationType }] of Object.entries(routes())) expect([key, AuthorizationType]).toEqual([key, /openapi|docs/.test(key) ? 'NONE' : 'JWT']);
    for (const route of ['POST /tasks', 'POST /tasks/batch', 'DELETE /tasks/{id}', 'GET /tasks', 'GET /tasks/{id}', 'POST /tasks/{id}/cancel', 'POST /tasks/{id}/retry']) {
      expect(routes()[route].AuthorizationScopes).toEqual(['tasks']);
    }
    expect(environment().ASYNC_TASKS_ROUTES).toBe('POST /tasks,POST /tasks/batch,GET /tasks,GET /tasks/{id},POST /tasks/{id}/cancel,POST /tasks/{id}/retry,DELETE /tasks/{id},GET /openapi.json');
    template().hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { JwtConfiguration: { Issuer: 'https://issuer', Audience: ['me'] } });
  });

  test('by JWT lets reporters report with a scope of their own', () => {
    create({ auth: TaskApiAuth.jwt({ issuer: 'https://issuer', audience: ['me'], clientScopes: ['tasks'], reporterScopes: ['report'] }) });
    expect(routes()['PATCH /tasks/{id}'].AuthorizationScopes).toEqual(['report']);
    expect(routes()['GET /tasks/{id}'].AuthorizationScopes).toEqual(['tasks']);
  });

  test('by JWT can be the same for two APIs', () => {
    const auth = TaskApiAuth.jwt({ issuer: 'https://issuer', audience: ['me'] });
    create({ auth });
    new AsyncTaskApi(stack, 'Second', { auth });
    const apis = Object.values(template().findResources('AWS::ApiGatewayV2::Authorizer')).map(({ Properties }) => Properties.ApiId.Ref);
    expect(apis).toEqual([expect.stringMatching(/^TasksHttpApi/), expect.stringMatching(/^SecondHttpApi/)]);
  });

  test('by an authorizer of one\'s own answers no reports', () => {
    const fn = new lambda.Function(stack, 'Fn', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_24_X });
    create({ auth: TaskApiAuth.authorizer(new authorizers.HttpLambdaAuthorizer('Mine', fn)) });
    expect(environment().ASYNC_TASKS_ROUTES).not.toContain('PATCH');
    expect(environment().ASYNC_TASKS_ROUTES).toContain('POST /tasks/{id}/cancel,POST /tasks/{id}/retry');
    expect(Object.values(routes()).every((route) => route.AuthorizationType === 'CUSTOM')).toBe(true);
  });
});

describe('functions', () => {
  test('have what the handlers read, by name', () => {
    create({
      listBuckets: 2,
      watchBuckets: 3,
      retention: Duration.days(1),
      deadline: Duration.days(2),
      externalLease: Duration.minutes(10),
    });
    const table = { Ref: expect.stringMatching(/^TasksTable/) };
    expect(environment()).toEqual({
      ASYNC_TASKS_API_NAME: 'StackTasksB561679F',
      ASYNC_TASKS_TABLE_NAME: table,
      ASYNC_TASKS_ROUTES: 'POST /tasks,POST /tasks/batch,GET /tasks,GET /tasks/{id},PATCH /tasks/{id},POST /tasks/{id}/cancel,POST /tasks/{id}/retry,DELETE /tasks/{id}',
      ASYNC_TASKS_SCOPE: '{"from":"shared"}',
      ASYNC_TASKS_LIST_BUCKETS: '2',
      ASYNC_TASKS_WATCH_BUCKETS: '3',
      ASYNC_TASKS_RETENTION: '86400',
      ASYNC_TASKS_DEADLINE: '172800',
      ASYNC_TASKS_EXTERNAL_LEASE: '600',
    });
    expect(environment(/WatchdogFunction/)).toEqual({
      ASYNC_TASKS_API_NAME: 'StackTasksB561679F',
      ASYNC_TASKS_TABLE_NAME: table,
      ASYNC_TASKS_WATCH_BUCKETS: '3',
    });
    expect(environment(/PublisherFunction/)).toEqual({
      ASYNC_TASKS_API_NAME: 'StackTasksB561679F',
      ASYNC_TASKS_TABLE_NAME: table,
      ASYNC_TASKS_TOPIC_ARN: { Ref: expect.stringMatching(/^TasksTopic/) },
    });
  });

  test.each<[string, AsyncTaskApiProps, Record<string, string>]>([
    ['nothing is said', {}, { DEADLINE: '1209600', EXTERNAL_LEASE: '3600', WATCH_BUCKETS: '4' }],
    ['the deadline is short', { deadline: Duration.minutes(10) }, { DEADLINE: '600', EXTERNAL_LEASE: '600' }],
  ])('have limits that agree where %s', (_what, props, limits) => {
    create(props);
    const expected = Object.fromEntries(Object.entries(limits).map(([name, value]) => [`ASYNC_TASKS_${name}`, value]));
    expect(environment()).toMatchObject(expected);
  });

  test('take limits that are known at deployment', () => {
    const parameter = new CfnParameter(stack, 'Deadline', { type: 'Number' });
    create({ deadline: Duration.seconds(parameter.valueAsNumber), watchBuckets: parameter.valueAsNumber, externalLease: Duration.days(20) });
    expect(environment()).toMatchObject({
      ASYNC_TASKS_DEADLINE: { Ref: 'Deadline' }, ASYNC_TASKS_WATCH_BUCKETS: { Ref: 'Deadline' }, ASYNC_TASKS_EXTERNAL_LEASE: '1728000',
    });
  });

  test('take options, for all and for one', () => {
    create({
      functionOptions: { memorySize: 1024, environment: { STAGE: 'prod' } },
      apiFunctionOptions: { functionName: 'the-api', memorySize: 2048 },
      watchdogFunctionOptions: { functionName: 'the-watchdog', timeout: Duration.seconds(40) },
    });
    template().hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'the-watchdog', MemorySize: 1024, Timeout: 40 });
    template().hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'the-api', MemorySize: 2048, Environment: { Variables: { STAGE: 'prod' } } });
    template().hasResourceProperties('AWS::Lambda::Function', { Description: 'Publishes tasks to their workers', MemorySize: 1024, Environment: { Variables: { STAGE: 'prod' } } });
  });

  test('take what is said for one on top of what is said for all', () => {
    create({
      functionOptions: { environment: { A: 'all', B: 'all' }, memorySize: undefined },
      apiFunctionOptions: { environment: { B: 'one' }, timeout: undefined },
    });
    template().hasResourceProperties('AWS::Lambda::Function', { Description: 'Answers the task API', MemorySize: 512, Timeout: 15, Environment: { Variables: { A: 'all', B: 'one' } } });
    template().hasResourceProperties('AWS::Lambda::Function', { Description: 'Publishes tasks to their workers', Environment: { Variables: { A: 'all', B: 'all' } } });
  });

  test('in a VPC may make their network interfaces', () => {
    create({ functionOptions: { vpc: new ec2.Vpc(stack, 'Vpc') } });
    expect(permissionsOf(stack, /ApiFunctionRole/)['*']).toContain('ec2:CreateNetworkInterface');
    template().allResourcesProperties('AWS::Lambda::Function', { VpcConfig: Match.anyValue() });
  });

  test('take a role of one\'s own, and give it what they need', () => {
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    create({ apiFunctionOptions: { role } });
    expect(permissionsOf(stack, /^Mine/)).toHaveProperty(['TasksTable.Arn']);
  });

  test('write logs that are kept for a month', () => {
    create();
    template().allResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    template().resourceCountIs('AWS::Logs::LogGroup', 4);
  });
});

test('the publisher gets only what waits for a worker, and failures one by one', () => {
  create();
  template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('TasksTable'), 'StreamArn'] },
    FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"transition":{"S":["create","dispatch","retry"]}}}}' }] },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    StartingPosition: 'TRIM_HORIZON',
  });
});

test('a record that cannot be published holds up its shard for four hours at most, however often it was tried', () => {
  create();
  template().hasResourceProperties('AWS::Lambda::EventSourceMapping', { MaximumRecordAgeInSeconds: 14400, MaximumRetryAttempts: Match.absent() });
});

describe('the watchdog', () => {
  test('comes every minute, and ends before the next', () => {
    const api = create();
    template().hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('TasksWatchdogFunction'), 'Arn'] } })],
    });
    template().hasResourceProperties('AWS::Lambda::Function', { Description: 'Finds tasks that nobody else will finish', Timeout: 50 });
    expect([api.watchdogFunction.node.path, api.watchdogRule.node.path]).toEqual(['Stack/Tasks/WatchdogFunction', 'Stack/Tasks/WatchdogFunction/Rule']);
  });

  test('is not repeated, neither by EventBridge nor by Lambda, nor kept for later: the next one comes anyway', () => {
    create();
    template().hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } })],
    });
    template().resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
    template().hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('TasksWatchdogFunction') }, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60,
    });
  });
});

describe('the table', () => {
  test('is kept, restorable and expires its items', () => {
    create();
    template().hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        GlobalSecondaryIndexes: [{
          IndexName: 'list',
          KeySchema: [{ AttributeName: 'list_key', KeyType: 'HASH' }, { AttributeName: 'list_sort', KeyType: 'RANGE' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['task_type'] },
        }, {
          IndexName: 'watch',
          KeySchema: [{ AttributeName: 'watch_key', KeyType: 'HASH' }, { AttributeName: 'watch_time', KeyType: 'RANGE' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        }],
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'list_key', AttributeType: 'S' },
          { AttributeName: 'list_sort', AttributeType: 'S' },
          { AttributeName: 'watch_key', AttributeType: 'S' },
          { AttributeName: 'watch_time', AttributeType: 'N' },
        ],
      },
    });
  });

  test('goes with the stack where that is asked for', () => {
    create({ removalPolicy: RemovalPolicy.DESTROY });
    template().hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  });

  test('has no list index, and the API no list, where tasks are not listed', () => {
    create({ listTasks: false });
    template().hasResourceProperties('AWS::DynamoDB::Table', { GlobalSecondaryIndexes: [Match.objectLike({ IndexName: 'watch' })] });
    expect(environment()).toMatchObject({
      ASYNC_TASKS_LIST_BUCKETS: '0',
      ASYNC_TASKS_ROUTES: 'POST /tasks,POST /tasks/batch,GET /tasks/{id},PATCH /tasks/{id},POST /tasks/{id}/cancel,POST /tasks/{id}/retry,DELETE /tasks/{id}',
    });
  });

  test('can be one that exists', () => {
    const table = existingTable();
    expect(create({ table }).table).toBe(table);
    template().resourceCountIs('AWS::DynamoDB::Table', 1);
  });

  test('can be a TableV2, and one that was imported', () => {
    const tableV2 = new dynamodb.TableV2(stack, 'V2', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      dynamoStream: dynamodb.StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'ttl',
      globalSecondaryIndexes: [WATCH],
    });
    expect(() => new AsyncTaskApi(stack, 'OnV2', { table: tableV2, listTasks: false })).not.toThrow();
    const tableArn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/tasks';
    const imported = dynamodb.Table.fromTableAttributes(stack, 'Imported', { tableArn, tableStreamArn: `${tableArn}/stream/2026` });
    expect(() => new AsyncTaskApi(stack, 'OnImported', { table: imported })).not.toThrow();
  });

  test('without a stream is refused, also when it was imported', () => {
    expect(() => create({ table: dynamodb.Table.fromTableName(stack, 'Imported', 'tasks') }))
      .toThrow('the table Stack/Imported has no stream that is known here: create it with stream: NEW_IMAGE, or import it with Table.fromTableAttributes({ tableArn, tableStreamArn })');
  });

  test.each<[string, Partial<dynamodb.TableProps>, string]>([
    ['another partition key', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }, 'its partition key must be "id", without a sort key'],
    ['a sort key', { sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING } }, 'without a sort key'],
    ['a number as its key', { partitionKey: { name: 'id', type: dynamodb.AttributeType.NUMBER } }, 'must be a string'],
    ['a stream of keys', { stream: dynamodb.StreamViewType.KEYS_ONLY }, 'its stream must show NEW_IMAGE or NEW_AND_OLD_IMAGES, not KEYS_ONLY'],
    ['another time to live', { timeToLiveAttribute: 'expires' }, 'its timeToLiveAttribute must be "ttl", not "expires"'],
  ])('with %s is refused', (_what, props, message) => {
    expect(() => create({ table: existingTable(props) })).toThrow(message);
  });

  test('without the list index is refused, unless tasks are not listed', () => {
    const table = existingTable({}, [WATCH]);
    expect(() => create({ table })).toThrow('it needs the global secondary index "list" with the partition key "list_key" and the sort key "list_sort"');
    expect(() => new AsyncTaskApi(stack, 'Unlisted', { table, listTasks: false })).not.toThrow();
  });

  test.each<[string, Partial<dynamodb.GlobalSecondaryIndexProps>]>([
    ['whose partition key is another', { partitionKey: { name: 'key', type: dynamodb.AttributeType.STRING } }],
    ['whose sort key is another', { sortKey: { name: 'time', type: dynamodb.AttributeType.NUMBER } }],
    ['whose partition key is a number', { partitionKey: { name: 'watch_key', type: dynamodb.AttributeType.NUMBER } }],
    ['whose sort key is a string', { sortKey: { name: 'watch_time', type: dynamodb.AttributeType.STRING } }],
    ['of another name', { indexName: 'mine' }],
  ])('with a watch index %s is refused, whether or not tasks are listed', (_what, props) => {
    const table = existingTable({}, [LIST, { ...WATCH, ...props }]);
    for (const listTasks of [true, false]) {
      expect(() => new AsyncTaskApi(stack, `Listed${listTasks}`, { table, listTasks })).toThrow(
        'tasks cannot live in the table Stack/Existing: it needs the global secondary index "watch" with the partition key "watch_key" (a string) and the sort key "watch_time" (a number), projecting KEYS_ONLY: by it the watchdog',
      );
    }
  });

  test('with a watch index that projects more than keys is refused', () => {
    const table = existingTable({}, [LIST, { ...WATCH, projectionType: dynamodb.ProjectionType.ALL }]);
    expect(() => create({ table })).toThrow('tasks cannot live in the table Stack/Existing: its index "watch" must project KEYS_ONLY, not ALL: with more in it');
  });

  test('with a list index of numbers is refused', () => {
    const table = existingTable({}, [{ ...LIST, sortKey: { name: 'list_sort', type: dynamodb.AttributeType.NUMBER } }, WATCH]);
    expect(() => create({ table })).toThrow('it needs the global secondary index "list"');
  });

  test('is complained about once, for everything', () => {
    expect(() => create({ table: existingTable({ timeToLiveAttribute: undefined }, []) }))
      .toThrow(/timeToLiveAttribute must be "ttl", not undefined; it needs the global secondary index "list" .*; it needs the global secondary index "watch"/);
  });
});

describe('the topic', () => {
  test('is encrypted, and for TLS only', () => {
    create();
    template().hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: 'alias/aws/sns' });
    template().hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('can be one that exists, unless it is a FIFO topic', () => {
    const topic = new sns.Topic(stack, 'Mine');
    expect(create({ topic }).topic).toBe(topic);
    expect(permissionsOf(stack, /PublisherFunctionRole/)).toHaveProperty(['Mine']);
    expect(() => new AsyncTaskApi(stack, 'Fifo', { topic: new sns.Topic(stack, 'Ordered', { fifo: true }) })).toThrow('the topic Stack/Ordered is a FIFO topic');
  });
});

describe('the HTTP API', () => {
  test('has a stage of its own, after its routes', () => {
    const api = create();
    template().hasResource('AWS::ApiGatewayV2::Stage', {
      Properties: { StageName: '$default', AutoDeploy: true },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('TasksCreateRoute')]),
    });
    expect(stack.resolve(api.apiUrl)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^TasksHttpApi/), 'ApiEndpoint'] });
  });

  test('can be one that exists: it gets routes, and keeps its stages', () => {
    const httpApi = new apigatewayv2.HttpApi(stack, 'Mine');
    const api = create({ httpApi });
    expect([api.httpApi, api.stage]).toEqual([httpApi, undefined]);
    template().resourceCountIs('AWS::ApiGatewayV2::Api', 1);
    template().resourceCountIs('AWS::ApiGatewayV2::Stage', 1);
    expect(Object.keys(routes())).toContain('POST /tasks');
  });

  test('is asked for its address where it was imported without one', () => {
    const httpApi = apigatewayv2.HttpApi.fromHttpApiAttributes(stack, 'Mine', { httpApiId: 'abc' });
    expect(() => create({ httpApi })).toThrow('the HTTP API Stack/Mine was imported without its endpoint: say with apiUrl where clients reach it');
    expect(new AsyncTaskApi(stack, 'Told', { httpApi, apiUrl: 'https://tasks.example.com' }).apiId).toBe('abc');
  });

  test('keeps its answers to the preflight requests of browsers', () => {
    create({ httpApi: new apigatewayv2.HttpApi(stack, 'Mine', { corsPreflight: { allowOrigins: ['https://example.com'] } }) });
    expect(Object.keys(routes()).filter((key) => /^(ANY|OPTIONS|\$default)/.test(key))).toEqual([]);
  });

  test('is found where the user says', () => {
    expect(create({ apiUrl: 'https://tasks.example.com' }).apiUrl).toBe('https://tasks.example.com');
  });
});

describe('another app', () => {
  test('can be told the prefix of the SSM parameters when it is deployed', () => {
    create({ ssmPrefix: new CfnParameter(stack, 'Prefix').valueAsString });
    template().hasResourceProperties('AWS::SSM::Parameter', { Name: { 'Fn::Join': ['', [{ Ref: 'Prefix' }, '/api_url']] } });
  });

  test('finds the API by its SSM parameters', () => {
    create({ ssmPrefix: '/tasks/' });
    const names = Object.values(template().findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties.Name);
    expect(names).toEqual(['/tasks/api_url', '/tasks/api_id', '/tasks/api_name', '/tasks/table_arn', '/tasks/topic_arn', '/tasks/create_function_arn', '/tasks/contract_version']);

    const other = new Stack(testApp(), 'Other');
    const api = AsyncTaskApi.fromSsmParameters(other, 'Tasks', { prefix: '/tasks' });
    const declared: Record<string, { Default: string }> = Template.fromStack(other).toJSON().Parameters;
    const parameters = Object.values(declared).map(({ Default }) => Default);
    for (const attribute of ['apiUrl', 'apiId', 'apiName'] as const) expect(JSON.stringify(other.resolve(api[attribute]))).toContain('SsmParameterValue');
    expect(parameters).toEqual(expect.arrayContaining(['/tasks/api_url', '/tasks/topic_arn', '/tasks/table_arn', '/tasks/api_id', '/tasks/api_name', '/tasks/create_function_arn']));
  });

  test('grants calls of an API that it imported', () => {
    const api = AsyncTaskApi.fromAsyncTaskApiAttributes(stack, 'Tasks', {
      apiUrl: 'https://abc.execute-api.eu-west-1.amazonaws.com',
      apiId: 'abc',
      apiName: 'Tasks',
      tableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/tasks',
      topicArn: 'arn:aws:sns:eu-west-1:123456789012:tasks',
    });
    expect([api.table.tableName, api.topic.topicName]).toEqual(['tasks', 'tasks']);
    api.grantReport(new iam.Role(stack, 'Worker', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(Object.keys(permissionsOf(stack, /Worker/))).toEqual(['arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:abc/*/PATCH/tasks/*']);
  });

  test.each([
    ['that said its alias', 'arn:aws:lambda:eu-west-1:123456789012:function:api:create', { 'arn:aws:lambda:eu-west-1:123456789012:function:api:create': ['lambda:InvokeFunction'] }],
    ['that did not', undefined, {}],
  ])('creates tasks of an API %s', (_what, createFunctionArn, invocation) => {
    const api = AsyncTaskApi.fromAsyncTaskApiAttributes(stack, 'Tasks', {
      apiUrl: 'https://abc.execute-api.eu-west-1.amazonaws.com',
      apiId: 'abc',
      apiName: 'Tasks',
      tableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/tasks',
      topicArn: 'arn:aws:sns:eu-west-1:123456789012:tasks',
      createFunctionArn,
    });
    api.grantCreate(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(permissionsOf(stack, /Caller/)).toEqual({
      'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:abc/*/POST/tasks': ['execute-api:Invoke'],
      'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:abc/*/POST/tasks/batch': ['execute-api:Invoke'],
      ...invocation,
    });
  });
});

test.each<[AsyncTaskApiProps, string]>([
  [{ listBuckets: 0 }, 'listBuckets must be a whole number from 1 to 16, not 0'],
  [{ listBuckets: 17 }, 'not 17'],
  [{ listBuckets: 2, listTasks: false }, 'listBuckets is 2, but listTasks is false'],
  [{ watchBuckets: 0 }, 'watchBuckets must be a whole number from 1 to 64, not 0'],
  [{ watchBuckets: 65 }, 'not 65'],
  [{ retention: Duration.seconds(0) }, 'retention must be at least a second'],
  [{ deadline: Duration.seconds(59) }, 'deadline must be at least 1 minute, not 59 seconds'],
  [{ deadline: Duration.millis(60500) }, 'deadline must be a whole number of seconds, not'],
  [{ externalLease: Duration.seconds(0) }, 'externalLease must be at least 1 second, not 0 seconds'],
  [{ externalLease: Duration.hours(2), deadline: Duration.hours(1) }, 'externalLease is 2 hours, longer than the deadline of 1 hour: a worker that died would hold its task past it; shorten externalLease, or set a longer deadline'],
  [{ externalLease: Duration.days(15) }, 'externalLease is 15 days, longer than the deadline of 14 days'],
  [{ ssmPrefix: 'tasks' }, 'ssmPrefix must begin with a slash, as the names of parameters with a path do, not "tasks"'],
  [{ apiUrl: 'https://tasks.example.com/' }, 'apiUrl must not end with a slash'],
  [{ functionOptions: { functionName: 'x' } }, 'functionOptions.functionName cannot belong to all functions of the API; set it in apiFunctionOptions, publisherFunctionOptions, watchdogFunctionOptions or docsFunctionOptions'],
  [{ functionOptions: { logRetention: 7 } }, 'pass a logGroup with the retention that you want'],
  [{ functionOptions: { environment: { ASYNC_TASKS_TABLE_NAME: 'mine' } } }, 'the environment variable ASYNC_TASKS_TABLE_NAME cannot be set'],
])('refuses %j', (props, message) => {
  expect(() => create(props)).toThrow(message);
});

test('refuses a removal policy for a table that was passed in', () => {
  expect(() => create({ table: existingTable(), removalPolicy: RemovalPolicy.DESTROY })).toThrow('removalPolicy is for the table that the API creates');
});

const LIST = {
  indexName: 'list',
  partitionKey: { name: 'list_key', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'list_sort', type: dynamodb.AttributeType.STRING },
};
const WATCH = {
  indexName: 'watch',
  partitionKey: { name: 'watch_key', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'watch_time', type: dynamodb.AttributeType.NUMBER },
  projectionType: dynamodb.ProjectionType.KEYS_ONLY,
};

function existingTable(props: Partial<dynamodb.TableProps> = {}, indexes: dynamodb.GlobalSecondaryIndexProps[] = [LIST, WATCH]): dynamodb.Table {
  const table = new dynamodb.Table(stack, 'Existing', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
    timeToLiveAttribute: 'ttl',
    ...props,
  });
  for (const index of indexes) table.addGlobalSecondaryIndex(index);
  return table;
}
