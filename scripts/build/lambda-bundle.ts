import type { BuildOptions } from 'esbuild';
import { LAMBDA_BUNDLE } from '../../src/private/lambda-bundle';
import { REPOSITORY } from '../support/folders';

/** How the package's own Lambda functions are bundled. */
export const PREBUILT_BUNDLE = {
  ...LAMBDA_BUNDLE,
  absWorkingDir: REPOSITORY,
  alias: { '@aws-sdk/credential-provider-node': './runtime/aws/lambda-credentials.ts' },
  logLevel: 'warning',
} satisfies BuildOptions;
