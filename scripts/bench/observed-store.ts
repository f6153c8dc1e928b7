import type { BatchGetCommandInput, DeleteCommandInput, GetCommandInput, PutCommandInput, QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item, Store } from '../../runtime/core/ports';
import { sizeOfItem } from '../../simulator/aws/dynamodb/attribute-values';
import type { Consumed, MemoryStore } from '../../simulator/aws/dynamodb/memory-store';

/** DynamoDB's names of the operations. */
export type OperationName = 'GetItem' | 'Query' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** A call of the store, with what DynamoDB would bill for it. */
export interface StoreCall {
  readonly operation: OperationName;
  readonly input: any;
  /** Nothing when it was refused. */
  readonly output: any;
  /** The key of the item that it wrote or read, if it was one item. */
  readonly id?: string;
  /** The size of the item that it left in the table, by DynamoDB's rule. */
  readonly bytes?: number;
  /** Of the table, without the index. */
  readonly tableWriteUnits: number;
  readonly indexWriteUnits: number;
  readonly readUnits: number;
}

/** Passes everything on to the table in memory, and keeps what was asked, answered and consumed. */
export class ObservedStore implements Store {
  public readonly calls: StoreCall[] = [];

  public constructor(private readonly store: MemoryStore) {}

  public get(input: GetCommandInput): Promise<Item | undefined> {
    return this.observe('GetItem', input, input.Key?.id, () => this.store.get(input));
  }

  public query(input: QueryCommandInput): Promise<Item[]> {
    return this.observe('Query', input, undefined, () => this.store.query(input));
  }

  public batchGet(input: BatchGetCommandInput): Promise<Item[]> {
    return this.observe('BatchGetItem', input, undefined, () => this.store.batchGet(input));
  }

  public put(input: PutCommandInput): Promise<void> {
    return this.observe('PutItem', input, input.Item?.id, () => this.store.put(input));
  }

  public update(input: UpdateCommandInput): Promise<Item | undefined> {
    return this.observe('UpdateItem', input, input.Key?.id, () => this.store.update(input));
  }

  public delete(input: DeleteCommandInput): Promise<void> {
    return this.observe('DeleteItem', input, input.Key?.id, () => this.store.delete(input));
  }

  /** A store in memory has done its work before it returns, so each call has a count of its own, even when calls overlap. */
  private async observe<Output>(operation: OperationName, input: object, id: string | undefined, call: () => Promise<Output>): Promise<Output> {
    const consumed = this.store.startCounting();
    let output: Output | undefined;
    try {
      output = await call();
      return output;
    } finally {
      this.record({ operation, input, output, id }, consumed);
    }
  }

  private record(call: Pick<StoreCall, 'operation' | 'input' | 'output' | 'id'>, consumed: Consumed): void {
    const indexWriteUnits = Object.values(consumed.byOperation).reduce((units, counted) => units + counted.indexWriteUnits, 0);
    const item = this.store.items().find((each) => each.id === call.id);
    this.calls.push({
      ...call,
      bytes: item && sizeOfItem(item),
      tableWriteUnits: consumed.writeUnits - indexWriteUnits,
      indexWriteUnits,
      readUnits: consumed.readUnits,
    });
  }
}
