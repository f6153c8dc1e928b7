import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { AcceptedWrite } from './dynamodb/table';
import type { Outcome } from './invocation';
import type { Item } from '../../runtime/core/ports';
import type { Faults } from '../world/faults';
import { DAY, MINUTE, SECOND } from '../world/time';
import type { World } from '../world/world';

/** How long a stream keeps a record. */
const RETENTION_MS = DAY;

/** The longest wait before Lambda tries a batch again. */
const MAX_WAIT_MS = 5 * MINUTE;

interface StreamRecord {
  readonly sequenceNumber: string;
  readonly item: Item;
  readonly writtenAt: number;
}

/** The settings of the event source mapping; Lambda's defaults hold where one is left out. */
export interface StreamMapping {
  readonly batchSize: number;
  /** The filter. */
  readonly takes: (write: AcceptedWrite) => boolean;
  /** How old a record may be when it is handed out, in milliseconds. */
  readonly maxRecordAge?: number;
  /** How often a batch that the function failed comes again; what could not be invoked does not count. */
  readonly maxRetries?: number;
  /** Whether a batch that failed as a whole comes again in halves. */
  readonly bisects?: boolean;
}

/** Where a shard's batches go. */
export type StreamConsumer = (event: DynamoDBStreamEvent, answer: (outcome: Outcome<DynamoDBBatchResponse>) => void) => void;

/**
 * The table's stream and the event source mapping that reads it, filter included: ordered in each of its shards, at least
 * once, a batch again from its lowest failure.
 */
export class Stream {
  private sequence = 0;
  private readonly shards: Shard[];

  public constructor(world: World, faults: Faults, private readonly mapping: StreamMapping, consume: StreamConsumer) {
    this.shards = [0, 1].map(() => new Shard(world, faults, mapping, consume));
  }

  /** A write of the table. */
  public write(write: AcceptedWrite): void {
    const { id, item } = write;
    if (!item || !this.mapping.takes(write)) return;
    this.sequence += 1;
    const shard = this.shards[id.charCodeAt(id.length - 1) % this.shards.length];
    shard.append(String(this.sequence).padStart(21, '0'), item);
  }
}

class Shard {
  private readonly records: StreamRecord[] = [];
  private isBusy = false;
  private size: number;
  /** How often in a row nothing was done, and how often of these the function ran. */
  private failures = 0;
  private errors = 0;

  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly mapping: StreamMapping,
    private readonly consume: StreamConsumer,
  ) {
    this.size = mapping.batchSize;
  }

  public append(sequenceNumber: string, item: Item): void {
    this.records.push({ sequenceNumber, item, writtenAt: this.world.now() });
    this.pollSoon();
  }

  private pollSoon(wait = 0): void {
    if (this.isBusy || this.records.length === 0) return;
    this.isBusy = true;
    const late = this.faults.strikes('stream late') ? this.world.prng.between(SECOND, 30 * MINUTE) : 0;
    this.world.soon(wait + late + 50, wait + late + 500, () => this.poll());
  }

  private poll(): void {
    const { world, faults } = this;
    if (faults.isOut('stream')) {
      faults.count('service out');
      world.at(faults.backAt('stream'), () => this.poll());
      return;
    }
    this.dropExpired();
    const batch = this.records.slice(0, this.size);
    if (batch.length === 0) {
      this.isBusy = false;
      return;
    }
    this.consume({ Records: batch.map(toEventRecord) }, (outcome) => this.conclude(batch, outcome));
  }

  private dropExpired(): void {
    const age = Math.min(RETENTION_MS, this.mapping.maxRecordAge ?? RETENTION_MS);
    while (this.records.length > 0 && this.records[0].writtenAt + age < this.world.now()) this.records.shift();
  }

  private conclude(batch: readonly StreamRecord[], outcome: Outcome<DynamoDBBatchResponse>): void {
    this.isBusy = false;
    const done = this.countDone(batch, outcome);
    this.failures = done > 0 ? 0 : this.failures + 1;
    this.errors = done > 0 ? 0 : this.errors + (outcome.kind === 'throttled' ? 0 : 1);
    if (done === batch.length) this.size = this.mapping.batchSize;
    if (this.errors > (this.mapping.maxRetries ?? Infinity)) {
      this.giveUp(batch);
      return;
    }
    if (done > 0 && this.faults.strikes('stream batch repeated')) {
      this.pollSoon();
      return;
    }
    this.records.splice(0, done);
    this.pollSoon(done < batch.length ? Math.min(MAX_WAIT_MS, SECOND * 2 ** this.failures) : 0);
  }

  private giveUp(batch: readonly StreamRecord[]): void {
    this.failures = 0;
    this.errors = 0;
    this.size = this.mapping.batchSize;
    this.records.splice(0, batch.length);
    this.pollSoon();
  }

  /** How many records of the batch need not come again. */
  private countDone(batch: readonly StreamRecord[], outcome: Outcome<DynamoDBBatchResponse>): number {
    if (outcome.kind === 'throttled') return 0;
    if (outcome.kind !== 'returned') {
      this.size = this.mapping.bisects ? Math.max(1, Math.floor(batch.length / 2)) : batch.length;
      return 0;
    }
    const failed = outcome.result.batchItemFailures
      .map(({ itemIdentifier }) => batch.findIndex(({ sequenceNumber }) => sequenceNumber === itemIdentifier));
    // Lambda takes an answer that names no record of the batch for the failure of all of it.
    return failed.length === 0 ? batch.length : Math.max(0, Math.min(...failed));
  }
}

function toEventRecord({ sequenceNumber, item }: StreamRecord): DynamoDBRecord {
  return { dynamodb: { SequenceNumber: sequenceNumber, NewImage: marshall(item) as never } };
}
