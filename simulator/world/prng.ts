// The generators are defined by what they do to bits.
/* eslint-disable no-bitwise */
import type { Random } from '../../runtime/core/ports';

/** The one source of chance in a run: the same seed, the same run (the generator sfc32, seeded by splitmix32). */
export class Prng implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  public constructor(seed: number) {
    let state = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = state ^ (state >>> 16);
      mixed = Math.imul(mixed, 0x21f0aaad);
      mixed ^= mixed >>> 15;
      mixed = Math.imul(mixed, 0x735a2d97);
      return mixed ^ (mixed >>> 15);
    };
    this.a = next();
    this.b = next();
    this.c = next();
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** From 0 up to, but not including, 1. */
  public fraction(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  public between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  public chance(probability: number): boolean {
    return probability > 0 && this.fraction() < probability;
  }

  public pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.fraction() * values.length)];
  }

  public bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count; at += 4) {
      const word = this.next();
      for (let part = 0; part < 4 && at + part < count; part += 1) bytes[at + part] = word >>> (8 * part);
    }
    return bytes;
  }

  private next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
