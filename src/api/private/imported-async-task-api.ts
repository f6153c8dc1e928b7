import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AsyncTaskApiBase } from './async-task-api-base';
import { AsyncTaskApiAttributes } from '../async-task-api-attributes';

/** A task API of another stack or app. */
export class ImportedAsyncTaskApi extends AsyncTaskApiBase {
  public readonly apiUrl: string;
  public readonly apiId: string;
  public readonly apiName: string;
  public readonly table: dynamodb.ITable;
  public readonly topic: sns.ITopic;
  public readonly createFunctionArn?: string;
  /** The attributes do not tell the stage. */
  protected readonly stageName = '*';

  constructor(scope: Construct, id: string, attrs: AsyncTaskApiAttributes) {
    super(scope, id);
    this.apiUrl = attrs.apiUrl;
    this.apiId = attrs.apiId;
    this.apiName = attrs.apiName;
    this.table = dynamodb.Table.fromTableAttributes(this, 'Table', { tableArn: attrs.tableArn, encryptionKey: attrs.tableEncryptionKey });
    this.topic = sns.Topic.fromTopicArn(this, 'Topic', attrs.topicArn);
    this.createFunctionArn = attrs.createFunctionArn;
  }
}
