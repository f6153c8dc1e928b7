import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';

const seen = new Set<string>();

/** The operations that were sent so far. */
export function seenOperations(): string[] {
  return [...seen];
}

/**
 * Takes the place of Node.js's HTTPS client: nothing leaves the process, but the SDK does all that it does for a request
 * and its answer (it serializes, signs, and reads a stream).
 *
 * @param answers the bodies for each operation of DynamoDB, used in turns
 */
export function answerWithoutNetwork(answers: Readonly<Record<string, readonly string[]>>): void {
  const bodies = new Map(Object.entries(answers).map(([operation, texts]) => [operation, inTurns(texts.map((text) => Buffer.from(text)))]));
  const request = ({ headers = {} }: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest => {
    const operation = String((headers as Record<string, unknown>)['x-amz-target']).split('.')[1];
    const body = bodies.get(operation);
    if (!body) throw new Error(`the benchmark has no answer for ${operation}, and expects nobody to send it`);
    seen.add(operation);
    return new AnsweredRequest(body(), onResponse) as unknown as ClientRequest;
  };
  https.request = request as typeof https.request;
}

/** Each value, and then the first again. */
export function inTurns<Value>(values: readonly Value[]): () => Value {
  let next = 0;
  return () => {
    const value = values[next];
    next = (next + 1) % values.length;
    return value;
  };
}

/** As much of a request as the SDK's HTTP handler uses. */
class AnsweredRequest extends EventEmitter {
  public constructor(private readonly body: Buffer, private readonly onResponse: (response: IncomingMessage) => void) {
    super();
  }

  public end(): void {
    setImmediate(() => this.onResponse(answer(this.body) as unknown as IncomingMessage));
  }

  public setTimeout(): this {
    return this;
  }

  public destroy(): this {
    return this;
  }
}

function answer(body: Buffer): Readable {
  const stream = new Readable({ read: () => undefined });
  stream.push(body);
  stream.push(null);
  return Object.assign(stream, {
    statusCode: 200,
    statusMessage: 'OK',
    headers: {
      'server': 'Server',
      'date': 'Thu, 15 Jan 2026 12:34:56 GMT',
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(body.length),
      'connection': 'keep-alive',
      'x-amzn-requestid': 'VF0UVKD7ABCDEFGHIJKLMNOPQRVV4KQNSO5AEMVJF66Q9ASUAAJG',
      'x-amz-crc32': '2745614147',
    },
  });
}
