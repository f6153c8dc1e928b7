import { readFileSync } from 'node:fs';
import { answerWithoutNetwork, seenOperations } from './transport';

/** What a measured process is given: at least, what DynamoDB answers, on the wire, in turns. */
export interface Scenario {
  readonly answers: Readonly<Record<string, readonly string[]>>;
}

/** What the process is asked for. */
export interface Batch {
  readonly name: string;
  readonly count: number;
}

/** What it answers. */
export interface BatchCost {
  /** Microseconds of CPU time for each, in user and kernel mode. */
  readonly cpuUs: number;
  /** The DynamoDB operations that this process has sent so far. */
  readonly operations: readonly string[];
  /** Why there is no cost. */
  readonly error?: string;
}

/** Repeats what the parent process asks for, and tells it how much CPU time that took. */
export function serve<S extends Scenario>(subjects: (scenario: S) => Record<string, () => Promise<unknown>>): void {
  const scenario: S = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  answerWithoutNetwork(scenario.answers);
  const repeatable = subjects(scenario);
  process.on('message', async ({ name, count }: Batch) => {
    try {
      process.send!({ cpuUs: await cpuTime(repeatable[name], count), operations: seenOperations() });
    } catch (error) {
      process.send!({ cpuUs: 0, operations: [], error: (error as Error).stack });
    }
  });
}

async function cpuTime(work: () => Promise<unknown>, count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let done = 0; done < count; done += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
