import type { awscdk } from 'projen';

/**
 * The Lambda handlers, and what synthesis needs of other packages, are bundled when the package is built, not when it is
 * used: `scripts/build/bundle-assets.ts` says what becomes `assets/<name>/index.js`. What validates the requests of the
 * HTTP API is compiled from its declaration on the way, and what the Python worker shares with the others is written. Git
 * ignores all of it; the npm package holds the bundles instead of their sources.
 */
export function declareLambdaAssets(project: awscdk.AwsCdkConstructLibrary): void {
  const assets = project.addTask('assets', {
    description: 'Bundle the Lambda handlers, and what synthesis needs, into assets/',
    exec: 'tsx scripts/build/bundle-assets.ts',
  });
  // Before everything else: types are checked with what is generated.
  project.preCompileTask.prependSpawn(assets);
  project.testTask.prependSpawn(assets);

  project.addGitIgnore('/assets/');
  project.addGitIgnore('/runtime/api/http/validators.generated.ts');
  project.addGitIgnore('/sdk/python/src/async_tasks/_core/contract.py');
  project.addGitIgnore('/sdk/python/src/async_tasks/_core/transitions.py');
  project.addPackageIgnore('/runtime/');
  project.addPackageIgnore('/validation/');
  project.addPackageIgnore('!/assets/');
}
