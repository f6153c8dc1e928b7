import { writeFileSync } from 'node:fs';
import { Arbitrary } from './arbitrary';
import { coreCases } from './core-cases';
import { workerCases } from './worker-cases';

/**
 * Writes what the Python worker is held to: what the worker of Node.js decides, asks and says in thousands of situations,
 * the same ones for the same seed. `node --import tsx write-cases.ts <file> [seed] [size]`.
 */
async function main([file, seed = '1', size = '1000']: readonly string[]): Promise<void> {
  const some = new Arbitrary(Number(seed));
  const cases = { seed: Number(seed), ...await coreCases(some, Number(size)), batches: await workerCases(some, Number(size)) };
  writeFileSync(file, JSON.stringify(cases));
}

void main(process.argv.slice(2));
