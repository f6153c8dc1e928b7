import { randomInt } from 'node:crypto';
import { fuzz } from './fuzz/campaign';
import { readExceptions } from './fuzz/exceptions';
import { parseOptions } from './fuzz/options';
import { exceptionsText, summaryOf } from './fuzz/summary';
import { refusedOnly } from './fuzz/verdict';
import { runCommand } from './support/command';
import { print, step } from './support/progress';

/**
 * `npm run fuzz`: makes requests of all kinds, good and bad, alone and one upon the other, to every operation that a
 * deployed API describes, and checks the answers by the description.
 */
void runCommand(async (interrupted) => {
  const { seed = randomInt(1, 2 ** 29), maxExamples } = parseOptions(process.argv.slice(2));
  const exceptions = readExceptions();
  print(`Seed ${seed}`);
  const campaign = await fuzz({ seed, maxExamples, report: step, interrupted });
  if (campaign.details) print(`\n${campaign.details}`);
  print(`\n${exceptionsText(exceptions, campaign.accepted)}\n`);
  print(summaryOf(campaign, campaign.operations, campaign.faults.length));
  for (const operation of refusedOnly(campaign, campaign.operations)) print(`  ${operation} has answered with errors only, this time.`);
  for (const fault of campaign.faults) print(`  ${fault}`);
  if (campaign.faults.length > 0) process.exitCode = 1;
});
