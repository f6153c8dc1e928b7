import type { BatchGetCommandInput, DeleteCommandInput, GetCommandInput, PutCommandInput, QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item, Store } from '../../runtime/core/ports';

/** What becomes of a write whose answer is lost: the SDK sends it again by itself, or gives up. */
export type Loss = 'repeated' | 'given up';

/** A store between which and its caller answers of writes get lost. The writes themselves take effect. */
export class LossyStore implements Store {
  private loss?: Loss;

  public constructor(private readonly store: Store) {}

  /** Loses the answer of the next write that takes effect; a refused one has none to lose. */
  public loseNextAnswer(loss: Loss): void {
    this.loss = loss;
  }

  public async get(input: GetCommandInput): Promise<Item | undefined> {
    return this.store.get(input);
  }

  public async query(input: QueryCommandInput): Promise<Item[]> {
    return this.store.query(input);
  }

  public async batchGet(input: BatchGetCommandInput): Promise<Item[]> {
    return this.store.batchGet(input);
  }

  public async put(input: PutCommandInput): Promise<void> {
    return this.write(async () => this.store.put(input));
  }

  public async update(input: UpdateCommandInput): Promise<Item | undefined> {
    return this.write(async () => this.store.update(input));
  }

  public async delete(input: DeleteCommandInput): Promise<void> {
    return this.write(async () => this.store.delete(input));
  }

  private async write<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    const answer = await send();
    const loss = this.loss;
    this.loss = undefined;
    if (loss === undefined) return answer;
    if (loss === 'repeated') return send();
    throw Object.assign(new Error('the connection was closed'), { name: 'TimeoutError' });
  }
}
