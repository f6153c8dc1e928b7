import { quickstartSuite } from './quickstart-suite';
import { recipeSuite } from './recipe-suite';
import type { Engine } from '../../scripts/local-aws';
import { sharedEngine } from '../../scripts/local-aws';

/*
 * What the engine does not do as AWS does, and no test here may rely on: retries and partial failures of the stream,
 * PublishBatch's limits, expiry by DynamoDB itself, encryption, function time-outs and memory.
 */
jest.setTimeout(300_000);

let engine: Engine;
beforeAll(async () => {
  engine = await sharedEngine();
});
afterAll(async () => engine?.stop());

describe('the quickstart', () => quickstartSuite(() => engine, async () => engine.credentials));

describe('the recipe', () => recipeSuite(() => engine));
