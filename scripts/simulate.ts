import { runCommand } from './support/command';
import { simulateCommand } from '../simulator/campaign/command';
import { parseOptions } from '../simulator/campaign/options';
import { withBundledSimulators } from '../simulator/campaign/simulators';

/**
 * `npm run simulate`: runs the shipped handlers in a world that goes wrong in every way, and checks what the library
 * promises. `--mutants` shows that the checks can fail: it takes the core's protections out, one at a time.
 */
void runCommand(async (interrupted) => {
  const options = parseOptions(process.argv.slice(2));
  process.exitCode = await withBundledSimulators((simulators) => simulateCommand(options, simulators, interrupted), interrupted);
});
