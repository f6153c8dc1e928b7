import type { awscdk } from 'projen';

/**
 * The Lambda handlers are bundled when the package is built, not when it is used: `runtime/<name>/index.ts` becomes
 * `assets/<name>/index.js`. Git ignores the bundles; the npm package holds them instead of their sources.
 */
export function declareLambdaAssets(project: awscdk.AwsCdkConstructLibrary): void {
  const assets = project.addTask('assets', {
    description: 'Bundle the Lambda handlers into assets/',
    exec: 'tsx scripts/bundle-assets.ts',
  });
  project.preCompileTask.spawn(assets);
  project.testTask.prependSpawn(assets);

  project.addGitIgnore('/assets/');
  project.addPackageIgnore('/runtime/');
  project.addPackageIgnore('!/assets/');
}
