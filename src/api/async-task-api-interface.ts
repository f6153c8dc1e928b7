import { IResource } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';

/**
 * An asynchronous task API, in this app or another.
 */
export interface IAsyncTaskApi extends IResource {
  /**
   * Where clients reach the API, without a slash at the end: `POST <apiUrl>/tasks`.
   *
   * @attribute
   */
  readonly apiUrl: string;

  /**
   * The id of the HTTP API.
   *
   * @attribute
   */
  readonly apiId: string;

  /**
   * The API's name in metrics: their dimension `Api`.
   */
  readonly apiName: string;

  /**
   * The table of the tasks.
   */
  readonly table: dynamodb.ITable;

  /**
   * The topic on which tasks become available to workers.
   */
  readonly topic: sns.ITopic;

  /**
   * The ARN by which the API's function is invoked to create tasks, and for nothing else; undefined for an API of another
   * app that was imported without it.
   *
   * @attribute
   */
  readonly createFunctionArn?: string;

  /**
   * Lets somebody create tasks: over HTTP, which only means something with `TaskApiAuth.iam()`, and by invoking
   * `createFunctionArn`, in any scope. A Lambda function learns that ARN from its environment variable
   * `ASYNC_TASKS_CREATE_FUNCTION`.
   */
  grantCreate(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets somebody read and list tasks over HTTP. Only means something with `TaskApiAuth.iam()`.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets somebody cancel tasks, retry failed ones and delete settled ones over HTTP. Only means something with
   * `TaskApiAuth.iam()`.
   */
  grantManage(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets an external worker report on tasks over HTTP. Only means something with `TaskApiAuth.iam()`.
   */
  grantReport(grantee: iam.IGrantable): iam.Grant;
}
