import { checkApi } from './api-check';
import { runner } from '../consumers/run';
import { runCommand } from '../support/command';
import { ExpectedError } from '../support/expected-error';
import { REPOSITORY } from '../support/folders';
import { print } from '../support/progress';

/** `npx projen compat`, a step of a release: fails when the API breaks the last release and the next version does not allow it. */
void runCommand(async (interrupted) => {
  const { passes, sentence, breaks } = await checkApi(runner(interrupted), REPOSITORY);
  for (const change of breaks) print(`  ${change}`);
  if (!passes) throw new ExpectedError(sentence);
  print(sentence);
});
