import { CloudWatchLogsClient, FilterLogEventsCommand, type FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { Engine } from './engine';
import { formatLogLine } from './log-line';
import type { DeployedFunction } from './stacks';

const POLL_MS = 1_000;
// The engine stamps an invocation's lines before it stores them, so later ones may carry an earlier time.
const OVERLAP_MS = 5_000;

/** Log lines that are being followed. */
export interface LogFollower {
  /** Shows what has come since the last look, and ends. */
  stop(): Promise<void>;
}

/** Follows the logs of functions, from now on, until it is stopped or the engine stops. */
export function followLogs(
  engine: Engine,
  functions: readonly DeployedFunction[],
  onLine: (functionName: string, line: string) => void,
): LogFollower {
  const client = new CloudWatchLogsClient(engine.clientConfig);
  const readers = functions.map((deployed) => new LogReader(client, deployed.logGroup, Date.now(), (message) => {
    const line = formatLogLine(message);
    if (line !== undefined) {
      onLine(deployed.shortName, line);
    }
  }));
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, engine.lifetime]);
  const following = (async () => {
    while (!signal.aborted) {
      await readAll(readers, engine);
      await pause(POLL_MS, signal);
    }
    await readAll(readers, engine);
  })();
  return {
    stop: () => {
      stopping.abort();
      return following;
    },
  };
}

async function readAll(readers: LogReader[], engine: Engine): Promise<void> {
  for (const reader of readers) {
    if (engine.lifetime.aborted) {
      return;
    }
    await reader.read(engine.lifetime).catch((error: unknown) => {
      if (!engine.lifetime.aborted) {
        throw error;
      }
    });
  }
}

/** Reads each line of one log group once. */
class LogReader {
  private readonly seen = new Map<string, number>();
  private newest: number;

  public constructor(
    private readonly client: CloudWatchLogsClient,
    private readonly logGroup: string,
    since: number,
    private readonly onMessage: (message: string) => void,
  ) {
    this.newest = since;
  }

  public async read(abortSignal: AbortSignal): Promise<void> {
    const startTime = this.newest - OVERLAP_MS;
    const events = await this.events(startTime, abortSignal);
    const counts = new Map<string, number>();
    for (const event of events) {
      const timestamp = event.timestamp ?? 0;
      // The engine gives events no id: a line is the n-th of its stream at its time.
      const moment = `${timestamp} ${event.logStreamName}`;
      const nth = (counts.get(moment) ?? 0) + 1;
      counts.set(moment, nth);
      if (nth > (this.seen.get(moment) ?? 0)) {
        this.seen.set(moment, nth);
        this.newest = Math.max(this.newest, timestamp);
        this.onMessage(event.message ?? '');
      }
    }
    for (const moment of this.seen.keys()) {
      if (!counts.has(moment)) {
        this.seen.delete(moment);
      }
    }
  }

  private async events(startTime: number, abortSignal: AbortSignal): Promise<FilteredLogEvent[]> {
    try {
      const { events = [] } = await this.client.send(new FilterLogEventsCommand({ logGroupName: this.logGroup, startTime }), { abortSignal });
      return events;
    } catch (error) {
      // A group that the app does not declare appears with its function's first line.
      if ((error as Error).name === 'ResourceNotFoundException') {
        return [];
      }
      throw error;
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) {
      done();
    }
  });
}
