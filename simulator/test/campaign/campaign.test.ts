import { randomInt } from 'node:crypto';
import { runCampaign } from '../../campaign/campaign';
import type { Campaign } from '../../campaign/plan';
import { planCampaign } from '../../campaign/plan';
import { withBundledSimulators } from '../../campaign/simulators';
import { violationText } from '../../campaign/summary';

/** Far more than it takes: the cores may be busy with other tests. */
const TIMEOUT_MS = 5 * 60_000;

/** The campaign's violations, each with the command that shows it again. */
async function violationsOf(campaign: Campaign): Promise<string[]> {
  const violations: string[] = [];
  await withBundledSimulators(async (simulators) => runCampaign(planCampaign(campaign), await simulators.prepare(), (result) => {
    violations.push(...result.violations.map((violation) => violationText(result, violation)));
  }));
  return violations;
}

test('500 runs violate no invariant', async () => {
  expect(await violationsOf({ seed: 1, runs: 500 })).toEqual([]);
}, TIMEOUT_MS);

test('100 runs of a fresh seed violate none either', async () => {
  const seed = randomInt(1, 2 ** 31);
  process.stderr.write(`The simulator's fresh seed: ${seed}\n`);
  expect({ seed, violations: await violationsOf({ seed, runs: 100 }) }).toEqual({ seed, violations: [] });
}, TIMEOUT_MS);
