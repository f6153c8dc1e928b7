import * as kms from 'aws-cdk-lib/aws-kms';

/**
 * What an app needs to know of a task API that it did not create.
 */
export interface AsyncTaskApiAttributes {
  /**
   * Where clients reach the API, without a slash at the end.
   */
  readonly apiUrl: string;

  /**
   * The id of the HTTP API.
   */
  readonly apiId: string;

  /**
   * The API's name in metrics.
   */
  readonly apiName: string;

  /**
   * The ARN of the table.
   */
  readonly tableArn: string;

  /**
   * The ARN of the topic.
   */
  readonly topicArn: string;

  /**
   * The API's `createFunctionArn`. Whatever creates tasks without HTTP needs it: Lambda functions, schedules, queue
   * sources, and the handlers of workers, for children of their tasks.
   *
   * @default - tasks are created over HTTP only
   */
  readonly createFunctionArn?: string;

  /**
   * The customer-managed key that encrypts the table.
   *
   * @default - the table is encrypted with a key that needs no permissions
   */
  readonly tableEncryptionKey?: kms.IKey;
}

/**
 * Where another app's task API is described, for {@link AsyncTaskApi.fromSsmParameters}.
 */
export interface AsyncTaskApiSsmParameters {
  /**
   * The `ssmPrefix` of the API.
   */
  readonly prefix: string;

  /**
   * The customer-managed key that encrypts the table. The parameters do not tell: synthesis cannot branch on what a
   * parameter will hold.
   *
   * @default - the table is encrypted with a key that needs no permissions
   */
  readonly tableEncryptionKey?: kms.IKey;
}
