import type { awscdk, Task } from 'projen';
import { ReleasableCommits, release } from 'projen';

/** Commits that make a release: features, fixes and breaking changes. */
const RELEASABLE = [
  '^(feat|fix|perf|revert)(\\(.+\\))?!?: ',
  '^[a-z]+(\\(.+\\))?!: ',
  '^BREAKING[ -]CHANGE: ',
];

/**
 * A push to the main branch makes a release; docs/releases.md explains when, and in which version. npm and PyPI trust this
 * repository's workflow, so there are no tokens.
 */
export const RELEASE_OPTIONS = {
  release: true,
  releaseTrigger: release.ReleaseTrigger.continuous(),
  releasableCommits: ReleasableCommits.exec(`git log --no-merges --oneline $LATEST_TAG..HEAD -E ${RELEASABLE.map((pattern) => `--grep '${pattern}'`).join(' ')}`),
  // Version 13 requires Node.js 22, and `npm run release:dry` runs on Node.js 20 as well.
  bumpPackage: 'commit-and-tag-version@12.7.3',
  // projen's first version would be 0.0.0, the version of the sources. For version 1.0, set `minMajorVersion: 1` instead.
  nextVersionCommand: 'node -p "process.env.LATEST_TAG ? process.env.SUGGESTED_BUMP : \'minor\'"',
  // npm and PyPI trust this environment only, and its protection rules decide who may release.
  releaseEnvironment: 'release',
  // The npm of Node.js 22 requires a token.
  workflowNodeVersion: '24',
  jsiiReleaseVersion: '0.2.1061',
  npmTrustedPublishing: true,
  npmProvenance: true,
  publishToPypi: { distName: 'cdk-async-tasks', module: 'cdk_async_tasks', trustedPublishing: true },
} satisfies Partial<awscdk.AwsCdkConstructLibraryOptions>;

/** Adds the second Python package and the check of the API to projen's release. */
export function declareRelease(project: awscdk.AwsCdkConstructLibrary): void {
  // The job that publishes to PyPI takes all packages that it finds.
  task(project, 'package:python').exec('tsx scripts/release/package-async-tasks.ts');

  const compat = task(project, 'compat');
  compat.description = 'Fail when the API breaks that of the last release without a new major version (below 1.0: minor version)';
  compat.reset('tsx scripts/release/compat.ts');
  // After the build, while package.json has the next version.
  task(project, 'release').insertStep(3, { spawn: compat.name });
  project.addGitIgnore('!/.api-baseline/.jsii');
  project.addPackageIgnore('/.api-baseline/');

  const workflow = project.tryFindObjectFile('.github/workflows/release.yml');
  // This job builds, and the others publish.
  workflow?.addOverride('jobs.release.permissions.contents', 'read');
  workflow?.addOverride('jobs.release.timeout-minutes', 60);
  // The default is the same registry.
  workflow?.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');
}

function task(project: awscdk.AwsCdkConstructLibrary, name: string): Task {
  const found = project.tasks.tryFind(name);
  if (!found) throw new Error(`projen has no task ${name}`);
  return found;
}
