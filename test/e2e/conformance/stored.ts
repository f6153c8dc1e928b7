import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { TaskRecord } from '../../../runtime/core/record/task-record';
import type { Engine } from '../../../scripts/local-aws';

/** The table as its functions left it; what the API makes of it is tested elsewhere. */
export class TaskTable {
  private readonly client: DynamoDBDocumentClient;

  public constructor(engine: Engine, private readonly name: string) {
    this.client = DynamoDBDocumentClient.from(new DynamoDBClient(engine.clientConfig));
  }

  /** Every task's record. */
  public async records(): Promise<StoredTask[]> {
    const records: StoredTask[] = [];
    // A payload's item has no status.
    const request = { TableName: this.name, ConsistentRead: true, FilterExpression: 'attribute_exists(#status)', ExpressionAttributeNames: { '#status': 'status' } };
    for await (const { Items = [] } of paginateScan({ client: this.client }, request)) records.push(...Items as StoredTask[]);
    return records;
  }

  /** A task's result as JSON text, wherever it is; undefined if there is none. */
  public async resultOf({ result, result_ref }: StoredTask): Promise<string | undefined> {
    if (result_ref === undefined) return result;
    const { Item } = await this.client.send(new GetCommand({ TableName: this.name, Key: { id: result_ref }, ConsistentRead: true }));
    return Item?.payload;
  }
}

export type StoredTask = TaskRecord & { readonly parent_id?: string; readonly depth?: number };
