import type { TimelineEntry } from './timeline';
import type { World } from './world';

/** Everything that can go wrong, by the name under which the summary counts it. */
export const FAULTS = [
  'dynamodb throttled', 'dynamodb slow', 'dynamodb request lost', 'dynamodb answer lost', 'dynamodb index late',
  'stream batch repeated', 'stream late',
  'sns throttled', 'sns answer lost', 'sns entry refused', 'sns delivery lost', 'sns delivery late', 'sns delivery repeated', 'sns filter changing',
  'sqs message repeated', 'sqs message late', 'sqs delete lost', 'sqs visibility refused', 'sqs mapping disabled',
  'lambda crashed', 'lambda throttled', 'lambda frozen', 'lambda handler too long',
  'schedule missed', 'schedule repeated',
  'firing late', 'firing repeated', 'invocation repeated', 'invocation answer lost',
  'handler failed', 'handler failed for good', 'handler not begun',
  'client repeated', 'client gone', 'external worker died', 'external worker late',
  'service out',
] as const;

export type Fault = typeof FAULTS[number];

/** How likely each fault is at each opportunity. */
export type FaultRates = Readonly<Partial<Record<Fault, number>>>;

/** A part of AWS that can be out for hours; of Lambda, it is the workers' part. */
export type Service = 'dynamodb' | 'stream' | 'sns' | 'sqs' | 'lambda';

interface Outage {
  readonly service: Service;
  readonly from: number;
  readonly to: number;
}

/** Decides what goes wrong, and counts it; from the time on at which faults end, nothing does. */
export class Faults {
  public readonly counts: Partial<Record<Fault, number>> = {};
  public total = 0;
  /** What went wrong where, in the order of time. */
  public readonly timeline: TimelineEntry[] = [];
  private readonly outages: Outage[] = [];

  public constructor(private readonly world: World, private readonly rates: FaultRates, public readonly end: number) {}

  public areOver(): boolean {
    return this.world.now() >= this.end;
  }

  /**
   * Whether this fault happens now.
   *
   * @param place what it happens to, as timelines name it
   */
  public strikes(fault: Fault, place?: string): boolean {
    const rate = this.rates[fault];
    if (!rate || this.areOver() || !this.world.prng.chance(rate)) return false;
    this.count(fault, place);
    return true;
  }

  public count(fault: Fault, place?: string): void {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    this.total += 1;
    this.timeline.push({ time: this.world.now(), place, text: () => `FAULT ${fault}` });
  }

  public addOutage(service: Service, from: number, to: number): void {
    this.outages.push({ service, from, to: Math.min(to, this.end) });
  }

  /** Whether a service is out now: each call that meets it is a fault. */
  public isOut(service: Service): boolean {
    const now = this.world.now();
    return this.outages.some((outage) => outage.service === service && outage.from <= now && now < outage.to);
  }

  /** When a service that is out comes back. */
  public backAt(service: Service): number {
    const now = this.world.now();
    return Math.max(now, ...this.outages.filter((outage) => outage.service === service && outage.from <= now).map(({ to }) => to));
  }
}
