/**
 * The SSM parameters that describe an API to other apps, below a prefix of its owner's choice. The first two are those
 * of the recipe that this library replaces.
 */
export const PARAMETER = {
  apiUrl: 'api_url',
  topicArn: 'topic_arn',
  apiId: 'api_id',
  apiName: 'api_name',
  tableArn: 'table_arn',
  createFunctionArn: 'create_function_arn',
  contractVersion: 'contract_version',
} as const;

/** The version of everything in this folder, as another app's worker sees it. */
export const CONTRACT_VERSION = '1';
