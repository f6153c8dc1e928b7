import type { TaskError, TaskRecord } from '../../runtime/core/record/task-record';
import { Prng } from '../../simulator/world/prng';
import type { Status } from '../../src/contract';
import { BARE_CLAIM, STATUSES } from '../../src/contract';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../support/tasks';

export const TASK_TYPES = ['thumbnail', 'report'];
export const MESSAGE_IDS = ['message-1', 'message-2', 'message-3'];

/** Where the tests' time begins; somewhere within a second. */
export const NOW = Date.UTC(2026, 0, 15, 12, 0, 0, 250);

const CHARACTERS = ['a', 'Z', '0', ' ', '"', '\\', '/', '\n', '\u0000', '\u001f', '\u007f', 'ä', 'ß', '€', '日', '\u2028', '\ufeff', '\uffff', '😀', '𝒳', '\ud83d', '\ude00'];

/** Values of all kinds, the odd ones more often than they deserve. */
export class Arbitrary extends Prng {
  public maybe<Value>(value: () => Value, probability = 0.5): Value | undefined {
    return this.chance(probability) ? value() : undefined;
  }

  /** Text, also with halves of characters; now and then about as long as a record has room for. */
  public text(): string {
    const unit = Array.from({ length: this.between(0, 8) }, () => this.pick(CHARACTERS)).join('');
    if (unit === '' || this.chance(0.7)) return unit;
    const [most, more] = [this.pick([1020, 1024, 1030]), this.pick(['', 'x', 'é', '😀'])];
    return more + unit.repeat(Math.ceil(most / Buffer.byteLength(unit))) + unit;
  }

  public number(): number {
    switch (this.between(0, 9)) {
      case 0: return this.between(-1000, 1000);
      case 1: return this.fraction() * 10 ** this.between(-12, 25);
      case 2: return this.between(-(2 ** 53), 2 ** 53);
      case 3: return 2 ** this.between(-1074, 1023) * this.pick([1, -1]);
      case 4: return this.between(1, 9) * 10 ** this.between(-10, 25);
      case 5: return this.pick([0, -0, 0.1, 1e21, 1e-7, 123456789012345680000, Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER + 2]);
      case 6: return new DataView(Uint8Array.from(this.bytes(8)).buffer).getFloat64(0);
      default: return this.between(-1e9, 1e9) / 100;
    }
  }

  /** A number as some writer of JSON may write it; perhaps too large for a double. */
  public numberText(): string {
    const digits = (most: number): string => Array.from({ length: this.between(1, most) }, () => this.between(0, 9)).join('');
    const whole = this.chance(0.2) ? '0' : `${this.between(1, 9)}${digits(this.pick([3, 20, 40, 330]))}`;
    const fraction = this.maybe(() => `.${digits(this.pick([2, 20]))}`) ?? '';
    const exponent = this.maybe(() => `${this.pick(['e', 'E'])}${this.pick(['', '+', '-'])}${this.between(0, this.pick([5, 30, 320]))}`, 0.3) ?? '';
    return `${this.pick(['', '-'])}${whole}${fraction}${exponent}`;
  }

  /** JSON text, as anybody may have written it. */
  public jsonText(depth = 0): string {
    switch (this.between(0, depth > 3 ? 4 : 8)) {
      case 0: return this.pick(['null', 'true', 'false']);
      case 1: return this.numberText();
      case 2: return String(finite(this.number()));
      case 3: return JSON.stringify(this.text());
      case 4: return JSON.stringify(`${this.numberText()}${this.text()}`);
      case 5:
      case 6: return `[${Array.from({ length: this.between(0, 4) }, () => this.jsonText(depth + 1)).join(', ')}]`;
      // Names that are numbers would come first in JavaScript.
      default: return `{${Array.from({ length: this.between(0, 4) }, (_, member) => `${JSON.stringify(`${this.text()}_${member}`)}: ${this.jsonText(depth + 1)}`).join(' ,')}}`;
    }
  }

  public error(): TaskError {
    return { type: this.pick(['TypeError', 'LeaseExpired', this.text()]), message: this.text() };
  }

  /** A time around another, also just that, in milliseconds. */
  public around(time: number): number {
    const [near, far] = [[0, 0, 1, -1, 5000, -5000, 5001, -5001], [1000, MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, DAY_MS]];
    return time + this.pick([...near, ...far.map((most) => this.between(-most, most))]);
  }

  /** How long an answer takes, in milliseconds: hardly any time, or more than a run has. */
  public delay(): number {
    return this.chance(0.2) ? this.pick([7, 1234, 5000, 29_999, HOUR_MS]) : 0;
  }

  public claim(): string {
    return this.chance(0.1) ? BARE_CLAIM : `${this.pick(MESSAGE_IDS)}:${this.pick(['run-1', 'run-2'])}`;
  }

  /** A task in any state, and in some that it never has. */
  public record(now: number, more: Partial<TaskRecord> = {}): TaskRecord {
    const status: Status = this.chance(0.4) ? 'IN_PROGRESS' : this.pick(STATUSES);
    const max_attempts = this.maybe(() => this.between(1, 5), 0.8);
    const record: TaskRecord = {
      id: `0198c0de-0000-7000-8000-${this.between(0, 0xffff).toString(16).padStart(12, '0')}`,
      record_version: 1,
      scope: this.pick(['shared', 'tenant ä']),
      task_type: this.pick(TASK_TYPES),
      lane: 'default',
      status,
      data: JSON.stringify({ width: this.between(1, 99) }),
      created_time: Math.floor(now / 1000) - this.between(0, 1000),
      updated_time: this.maybe(() => Math.floor(now / 1000)),
      revision: this.pick(['first', 'second']),
      transition: this.pick(['create', 'claim', 'fail-attempt', 'confirm-cancel', 'request-cancel', 'complete']),
      claim: status === 'IN_PROGRESS' ? this.claim() : this.maybe(() => this.claim()),
      attempt: this.between(0, 6),
      max_attempts,
      attempt_limit: this.maybe(() => this.between(max_attempts ?? 0, 8), 0.8),
      dispatch: this.between(0, 3),
      idle_dispatches: this.pick([0, 0, 0, 1, 2]),
      lease_until: status === 'IN_PROGRESS' ? this.around(now) : undefined,
      not_before: this.maybe(() => this.around(now), 0.4),
      deadline: this.chance(0.7) ? now + DAY_MS : this.around(now),
      retention: this.between(0, 100_000),
      ttl: this.maybe(() => Math.floor(this.around(now) / 1000), 0.2),
      client_ttl: this.maybe(() => Math.floor(now / 1000) + this.between(0, 1000), 0.2),
      list_sort: this.maybe(() => `${now - this.between(0, 1_000_000)}#id`),
      at_most_once: this.maybe(() => true, 0.15),
      cancel_requested: this.maybe(() => true, 0.2),
      error: this.maybe(() => this.error(), 0.3),
      watch_key: this.maybe(() => `${this.pick(['open#', 'failed#'])}${this.between(0, 3)}`, 0.8),
      watch_time: this.maybe(() => this.around(now + 15 * MINUTE_MS), 0.8),
      parent_id: this.maybe(() => 'parent', 0.1),
      ...more,
    };
    return withoutUndefined(record);
  }
}

/** The same with what is there. */
export function withoutUndefined<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
