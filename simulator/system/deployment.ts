import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { Client } from './clients';
import type { RunContext, Resources } from './resources';
import type { Item } from '../../runtime/core/ports';
import type { AcceptedWrite } from '../aws/dynamodb/table';
import { Table } from '../aws/dynamodb/table';
import type { Environment } from '../aws/environment';
import type { ApiFunction } from '../aws/gateway';
import { Gateway } from '../aws/gateway';
import { LambdaFunction } from '../aws/lambda';
import type { MappingOptions } from '../aws/mapping';
import { Mapping } from '../aws/mapping';
import type { Queue } from '../aws/queue';
import type { StreamMapping } from '../aws/stream';
import { Stream } from '../aws/stream';
import type { Subscription } from '../aws/topic';
import { Topic } from '../aws/topic';
import { MINUTE, SECOND, START } from '../world/time';

/** Time-outs of the functions, as the constructs set them, and how many of each run at once. */
const API = { timeout: 15 * SECOND, concurrency: 50 };
const PUBLISHER = { timeout: MINUTE, concurrency: 4 };

/** What the handlers of the library and those of the recipe make of the way that every task takes. */
export interface System {
  readonly loadApi: (resources: Resources, environment: Environment) => ApiFunction;
  readonly loadPublisher: (resources: Resources, environment: Environment) => StreamHandler;
  readonly stream: StreamMapping;
  readonly subscriptions: readonly Subscription[];
  /** Follows the watch index as queries see it. */
  readonly onIndexed?: (entry: Item | undefined, id: string) => void;
}

export interface StreamHandler {
  publish(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse>;
}

/** The way of every task, each part's output the next one's input: clients, API, table, stream, publisher, topic, queues. */
export class Deployment {
  public readonly resources: Resources;
  public readonly gateway: Gateway;
  private readonly stream: Stream;
  private readonly clients: readonly Client[];
  private invocations = 0;

  public constructor(private readonly context: RunContext, private readonly system: System) {
    const { world, faults, observer, settings } = context;
    const topic = new Topic(
      world,
      faults,
      system.subscriptions,
      (id, invocation) => observer.onPublished(id, invocation),
      (id) => table.read(id)?.data?.includes('no topic takes it') ?? false,
    );
    const table = new Table(world, faults, (write) => this.onWrite(write), (entry, id) => system.onIndexed?.(entry, id));
    const api = this.newFunction('api', API, (environment) => system.loadApi(this.resources, environment));
    this.resources = { ...context, table, topic, api };
    this.stream = this.newStream();
    this.gateway = new Gateway(world, faults, api, observer);
    this.clients = settings.tasks.map((plan) => new Client(world, faults, this.gateway, plan, (detail) => observer.onRefusal(detail)));
  }

  /** Lets the clients come. */
  public start(): void {
    for (const client of this.clients) client.start();
  }

  public newFunction<Handler>(
    name: string, { timeout, concurrency }: { timeout: number; concurrency: number }, load: (environment: Environment) => Handler,
  ): LambdaFunction<Handler> {
    const { world, faults } = this.context;
    const numbering = { next: () => this.invocations += 1 };
    return new LambdaFunction(world, faults, numbering, { name, timeout, concurrency, isCrowdedOut: name.startsWith('worker'), load });
  }

  /** Lets a worker's function receive the messages of a queue. */
  public connectWorker<Handler>(queue: Queue, options: MappingOptions<Handler>): void {
    const { mappingDisabled } = this.context.settings;
    const mapping = this.connect(queue, options);
    if (mappingDisabled) mapping.disable(START + mappingDisabled.from, mappingDisabled.length);
  }

  public connect<Handler>(queue: Queue, options: MappingOptions<Handler>): Mapping<Handler> {
    const { world, faults, observer } = this.context;
    return new Mapping(world, faults, observer, queue, options);
  }

  private onWrite(write: AcceptedWrite): void {
    const state = this.context.observer.onWrite(write);
    this.stream.write(write);
    if (!state || !write.item) return;
    for (const client of this.clients) client.onWrite(write.item);
  }

  private newStream(): Stream {
    const { context: { world, faults, observer }, system } = this;
    const publisher = this.newFunction('publisher', PUBLISHER, (environment) => system.loadPublisher(this.resources, environment));
    return new Stream(world, faults, system.stream, (event, answer) => {
      publisher.invoke<DynamoDBBatchResponse>((handler) => handler.publish(event), (outcome, invocation) => {
        if (outcome.kind === 'threw') observer.onFailure(invocation!, outcome.error);
        answer(outcome);
      });
    });
  }
}
