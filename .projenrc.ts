import { awscdk, javascript } from 'projen';
import { declareCommands } from './projenrc/commands';
import { declareCommunity } from './projenrc/community';
import { declareLambdaAssets } from './projenrc/lambda-assets';
import { declareLayers } from './projenrc/layers';
import { declarePackageContents } from './projenrc/package-contents';
import { declareReadme } from './projenrc/readme';
import { declareRelease, RELEASE_OPTIONS } from './projenrc/release';
import { declareTypeScript } from './projenrc/typescript';
import { declareWorkflows, WORKFLOW_OPTIONS } from './projenrc/workflows';

// One exact version a family: the bundles built from them are part of the published package.
const AWS_SDK = '3.1162.0';
const POWERTOOLS = '2.35.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-async-tasks',
  description: 'An asynchronous task API for any AWS CDK app: clients POST a task and get an id at once, workers do the work, clients read status and result',
  keywords: ['aws', 'async', 'background-jobs', 'job-queue', 'serverless', 'task', 'worker'],
  author: 'The cdk-async-tasks maintainers',
  authorOrganization: true,
  authorAddress: 'https://github.com/cdk-async-tasks',
  repositoryUrl: 'https://github.com/cdk-async-tasks/cdk-async-tasks.git',
  license: 'Apache-2.0',
  stability: 'experimental',
  sampleCode: false,
  defaultReleaseBranch: 'main',

  packageManager: javascript.NodePackageManager.NPM,
  projenVersion: '0.103.25',
  projenrcTs: true,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',
  cdkVersion: '2.226.0',
  constructsVersion: '10.5.1',

  // What is bundled and how is said once, in projenrc/lambda-assets.ts.
  lambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  ...RELEASE_OPTIONS,
  ...WORKFLOW_OPTIONS,

  tsconfigDevFile: 'tsconfig.dev.json',
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      // These need the local AWS or a browser: `npm test` runs them.
      testPathIgnorePatterns: ['/node_modules/', '\\.e2e\\.test\\.ts$'],
      // No test is about how fast the machine is.
      testTimeout: 60_000,
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['runtime', 'validation', 'sdk/typescript', 'simulator', 'test', 'scripts', 'examples', 'projenrc'],
    commandOptions: { fix: false },
  },

  devDeps: [
    '@types/node@^22',
    '@types/aws-lambda@8.10.164',
    'jest@30.5.2',
    'ts-jest@29.4.15',
    'jsii-pacmak@1.140.0',
    'jsii-docgen@10.12.6',
    'jsii-rosetta@6.0.17',
    `@aws-lambda-powertools/event-handler@${POWERTOOLS}`,
    `@aws-lambda-powertools/logger@${POWERTOOLS}`,
    `@aws-lambda-powertools/metrics@${POWERTOOLS}`,
    ...['client-cloudformation', 'client-cloudwatch-logs', 'client-dynamodb', 'client-lambda', 'client-s3', 'client-sns', 'client-sqs', 'client-ssm', 'lib-dynamodb']
      .map((name) => `@aws-sdk/${name}@${AWS_SDK}`),
    '@aws-sdk/credential-provider-env@3.972.84',
    '@aws-sdk/util-dynamodb@3.996.9',
    '@redocly/cli@2.77.0',
    '@smithy/signature-v4@5.7.5',
    '@aws-crypto/sha256-js@5.2.0',
    'ajv@8.20.0',
    'ajv-formats@3.0.1',
    'aws-cdk@2.1148.1',
    'axe-core@4.14.1',
    'cdk-nag@2.38.2',
    'dependency-cruiser@17.4.3',
    'esbuild@0.28.2',
    'jimp@1.6.1',
    'openapi-fetch@0.17.0',
    'openapi-typescript@7.13.0',
    'playwright-core@1.65.1',
    'tsx@4.23.15',
    'uuid@11.1.0',
    'yaml@2.9.1',
  ],
});

project.package.addPackageResolutions('unrs-resolver@1.12.2');
// It asks for TypeScript 5, and works with the one that everything else here needs.
project.tryFindObjectFile('package.json')?.addOverride('overrides.openapi-typescript', { typescript: '$typescript' });

declareTypeScript(project);
declareLayers(project);
declareLambdaAssets(project);
declarePackageContents(project);
declareReadme(project);
declareRelease(project);
declareCommands(project);
declareWorkflows(project);
declareCommunity(project);

project.synth();
