import type { Observed } from './simulation';
import { runSimulation } from './simulation';
import type { Settings } from '../scenarios/settings';
import { Prng } from '../world/prng';

/** How often a run's settings are chosen anew at most. */
const MAX_CHOICES = 20;

/** Chooses and runs until enough goes wrong; all of it follows from the seed. */
export async function runChosen(seed: number, choose: (prng: Prng) => Settings): Promise<Observed> {
  for (let choice = 0; choice <= MAX_CHOICES; choice += 1) {
    const prng = new Prng(seed * (MAX_CHOICES + 1) + choice);
    const settings = choose(prng);
    const observed = await runSimulation(prng.between(0, 2 ** 31), settings);
    if (observed.faults.total >= settings.leastFaults || observed.violations.length > 0) return observed;
  }
  throw new Error(`too little goes wrong: of ${MAX_CHOICES + 1} choices none had as many faults as there have to be`);
}
