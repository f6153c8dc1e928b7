import type { awscdk } from 'projen';

const COMMANDS = [
  'demo', 'local', 'check', 'test', 'test:consumers', 'bench', 'simulate', 'fuzz', 'lint:openapi', 'lint:python', 'release:dry', 'api:baseline',
];

/**
 * The commands that the README names. They start through `scripts/run.mjs`, which needs nothing but Node.js, so that
 * each is complete from a fresh clone.
 */
export function declareCommands(project: awscdk.AwsCdkConstructLibrary): void {
  for (const command of COMMANDS) {
    project.setScript(command, `node scripts/run.mjs ${command}`);
  }

  // `npx projen test` is a step of the build, and less than `npm test`.
  project.testTask.description = 'Run the unit tests and ESLint; `npm test` runs all tests instead';
  project.testTask.prependSay('Unit tests and ESLint. `npm test` also runs the tests of the Python package, on the local AWS and in a browser.');
}
