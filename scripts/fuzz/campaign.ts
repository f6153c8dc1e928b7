import { join } from 'node:path';
import type { Round } from './round';
import { joinRounds, requestsOf } from './round';
import type { Run } from './schemathesis';
import { runSchemathesis, SCHEMATHESIS } from './schemathesis';
import { faultsOf } from './verdict';
import type { Engine } from '../local-aws';
import { cdkBootstrap, cdkDeploy, environmentPython, httpApis, startEngine } from '../local-aws';
import { ExpectedError } from '../support/expected-error';
import type { Report } from '../support/report';
import { silent } from '../support/report';

/** Until so many requests were made, a campaign goes on. */
export const LEAST_REQUESTS = 5_000;
const MAX_EXAMPLES = 120;
/** Each round makes a thousand requests at least. */
const MOST_ROUNDS = 10;

export interface CampaignOptions {
  readonly seed: number;
  /** With it there is one round, of as many examples of each operation; else as many rounds as it takes. */
  readonly maxExamples?: number;
  readonly report?: Report;
  readonly interrupted?: AbortSignal;
}

/** What came of a campaign. */
export interface Campaign extends Round {
  /** The operations that the API describes, as `POST /tasks`. */
  readonly operations: readonly string[];
  /** What is wrong, as sentences. */
  readonly faults: readonly string[];
  /** What there is to be read about the failures. */
  readonly details: string;
}

/** Deploys an API on a local AWS of its own, and makes requests of all kinds to all operations that it describes. */
export async function fuzz({ seed, maxExamples, report = silent, interrupted }: CampaignOptions): Promise<Campaign> {
  const python = await environmentPython(SCHEMATHESIS, report);
  const engine = await report('Start the local AWS', () => startEngine({ awaitLogs: false }));
  const stop = () => void engine.stop();
  interrupted?.addEventListener('abort', stop);
  try {
    interrupted?.throwIfAborted();
    await report('Bootstrap it for the CDK', () => cdkBootstrap(engine));
    await report('Deploy the API', () => cdkDeploy(engine, { folder: join(__dirname, 'app') }));
    const url = await urlOf(engine);
    const operations = await describedOperations(url);
    const leastRequests = maxExamples === undefined ? LEAST_REQUESTS : 1;

    const runs: Run[] = [];
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const options = { python, url, seed: seed + round, maxExamples: maxExamples ?? MAX_EXAMPLES, interrupted };
      const suffix = `--seed ${options.seed} --max-examples ${options.maxExamples}`;
      runs.push(await report(`Fuzz each operation, ${suffix}`, () => runSchemathesis({ ...options, what: 'operations' })));
      runs.push(await report(`Fuzz one operation upon the other, ${suffix}`, () => runSchemathesis({ ...options, what: 'sequences' })));
      if (runs.some(({ details }) => details) || requestsOf(joinRounds(runs)) >= leastRequests) break;
    }
    const all = joinRounds(runs);
    return { ...all, operations, faults: faultsOf(all, { leastRequests, operations }), details: runs.map(({ details }) => details).filter(Boolean).join('\n\n') };
  } finally {
    interrupted?.removeEventListener('abort', stop);
    await report('Stop the local AWS', () => engine.stop());
  }
}

async function urlOf(engine: Engine): Promise<string> {
  const [api] = await httpApis(engine);
  if (!api) throw new ExpectedError('The app has deployed no API.');
  return api.url;
}

/** What a path has of operations; it may have parameters and texts besides. */
const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];

async function describedOperations(url: string): Promise<string[]> {
  const { paths } = await (await fetch(`${url}/openapi.json`)).json() as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, item]) => Object.keys(item)
    .filter((method) => METHODS.includes(method)).map((method) => `${method.toUpperCase()} ${path}`));
}
