import { cdkBootstrap } from './cdk';
import type { Engine, EngineOptions } from './engine';
import { engineAt, startEngine } from './engine';

/** Tells the processes that run test files of the engines that they share. */
const VARIABLE = 'SHARED_LOCAL_AWS';

type Kind = 'open' | 'enforcing';

/** Local AWSs that test files share, one that enforces IAM's policies and one that does not. */
export interface SharedEngines {
  /** The environment variable that leads `sharedEngine` to them. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts the engines that test files share, ready for the CDK. */
export async function shareEngines(): Promise<SharedEngines> {
  const started = await Promise.allSettled([readyEngine({}), readyEngine({ iamEnforcement: true })]);
  const engines = started.flatMap((one) => one.status === 'fulfilled' ? [one.value] : []);
  const stop = async (): Promise<void> => void await Promise.all(engines.map(async (engine) => engine.stop()));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const [open, enforcing] = engines.map(({ endpoint, scratch }) => ({ endpoint, scratch }));
  return { env: { [VARIABLE]: JSON.stringify({ open, enforcing }) }, stop };
}

/**
 * The local AWS of a test file, ready for the CDK: one that others use at the same time, if there is one, or else one of
 * its own. What the file makes there has names of its own, and it asks for nothing that it has not made.
 */
export async function sharedEngine({ iamEnforcement = false }: Pick<EngineOptions, 'iamEnforcement'> = {}): Promise<Engine> {
  const shared = process.env[VARIABLE];
  if (shared === undefined) return readyEngine({ iamEnforcement });
  const { endpoint, scratch } = (JSON.parse(shared) as Record<Kind, { endpoint: string; scratch: string }>)[iamEnforcement ? 'enforcing' : 'open'];
  return engineAt(endpoint, scratch);
}

async function readyEngine(options: EngineOptions): Promise<Engine> {
  const engine = await startEngine(options);
  try {
    await cdkBootstrap(engine);
  } catch (error) {
    await engine.stop();
    throw error;
  }
  return engine;
}
