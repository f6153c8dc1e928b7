import type { awscdk } from 'projen';

/**
 * The commands that the README names. They start through `scripts/run.mjs`, which needs nothing but Node.js, so that
 * each is complete from a fresh clone.
 */
export function declareCommands(project: awscdk.AwsCdkConstructLibrary): void {
  for (const command of ['demo', 'local', 'test', 'test:consumers', 'bench', 'simulate', 'fuzz', 'lint:openapi', 'lint:python']) {
    project.setScript(command, `node scripts/run.mjs ${command}`);
  }
}
