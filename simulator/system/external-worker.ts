import type { SQSRecord } from 'aws-lambda';
import type { RunContext } from './resources';
import { MESSAGE_ATTRIBUTE, ROUTE } from '../../src/contract';
import type { Gateway } from '../aws/gateway';
import type { Consumer, Returned } from '../aws/queue';
import type { HttpResponse } from '../aws/requests';
import { HOUR, MINUTE, SECOND } from '../world/time';

/** How a worker without our shim reports: with a claim token, without, or only the end. */
type Manner = 'token' | 'bare' | 'end only';

/** What a worker does about a message. */
interface Work {
  readonly id: string;
  readonly manner: Manner;
  readonly claim?: string;
  readonly conclude: (returned: Returned) => void;
}

/** Workers that report over HTTP, as many as there are messages. */
export class ExternalWorkers implements Consumer {
  public readonly batchSize = 1;

  public constructor(private readonly context: RunContext, private readonly gateway: Gateway) {}

  public isFree(): boolean {
    return true;
  }

  public consume([message]: readonly SQSRecord[], conclude: (returned: Returned) => void): void {
    const { faults, world: { prng } } = this.context;
    const manner = faults.areOver() || prng.chance(0.6) ? 'token' : prng.pick<Manner>(['bare', 'end only']);
    const id = message.messageAttributes[MESSAGE_ATTRIBUTE.taskId].stringValue!;
    const claim = manner === 'token' ? `external-${Buffer.from(prng.bytes(9)).toString('base64url')}` : undefined;
    const work: Work = { id, manner, claim, conclude };
    if (manner === 'end only') this.end(work);
    else this.begin(work);
  }

  private begin(work: Work): void {
    const { id, conclude } = work;
    this.report(work, { status: 'IN_PROGRESS' }, (response) => {
      if (response?.status !== 204) {
        // The task is another worker's, or over: the message is of no use. Without an answer, it comes again.
        conclude(response?.status === 409 || response?.status === 404 ? new Set() : 'all');
        return;
      }
      this.context.observer.onRun(id);
      if (this.context.faults.strikes('external worker died', id)) conclude('all');
      else this.work(work);
    });
  }

  private work(work: Work): void {
    const { world, faults, settings: { externalLease } } = this.context;
    if (faults.strikes('external worker late', work.id)) {
      world.soon(externalLease, externalLease + 6 * HOUR, () => this.end(work));
      return;
    }
    const half = world.prng.between(SECOND, Math.min(5 * MINUTE, externalLease / 4));
    world.after(half, () => {
      if (work.claim === undefined || world.prng.chance(0.5)) {
        world.after(half, () => this.end(work));
        return;
      }
      this.report(work, { status: 'IN_PROGRESS', progress: { percent: 50, message: 'half way' } }, () => world.after(half, () => this.end(work)));
    });
  }

  private end(work: Work): void {
    const { id, manner, claim, conclude } = work;
    const hasFailed = this.context.faults.strikes('handler failed', id);
    const body = hasFailed
      ? { status: 'FAILED', status_msg: 'this did not work', error: { type: 'PrinterError', message: 'out of paper', retryable: claim !== undefined } }
      : { status: 'COMPLETED', status_msg: 'printed', result: { labels: 1 } };
    this.report(work, body, (response) => {
      if (response?.status === 204) this.count(id, manner === 'end only', hasFailed);
      conclude(response && response.status < 500 ? new Set() : 'all');
    });
  }

  /** A run shows by what the API has accepted of it. */
  private count(id: string, isBegin: boolean, hasFailed: boolean): void {
    const { observer } = this.context;
    if (isBegin) observer.onRun(id);
    if (hasFailed) observer.onRunFailed(id);
  }

  /** Tries some times to report. */
  private report(work: Work, body: object, answer: (response: HttpResponse | undefined) => void, left = 4): void {
    const { id, claim } = work;
    const request = { route: ROUTE.report, id, claim, body: { ...body, ...(claim !== undefined && { claim }) } };
    this.gateway.send(request, (response) => {
      const isAnswered = response && response.status < 500 && response.status !== 429;
      if (isAnswered || left === 1) answer(isAnswered ? response : undefined);
      else this.context.world.soon(SECOND, 20 * SECOND, () => this.report(work, body, answer, left - 1));
    });
  }
}
