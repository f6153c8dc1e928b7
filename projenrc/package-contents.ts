import type { awscdk } from 'projen';

/**
 * What a user installs: `lib`, `assets`, `handler` (types), `client`, `testing`, `.jsii`, `API.md` and the notices of what is bundled.
 */
export function declarePackageContents(project: awscdk.AwsCdkConstructLibrary): void {
  project.package.addField('exports', {
    '.': { types: './lib/index.d.ts', default: './lib/index.js' },
    './handler': { types: './handler/index.d.ts', default: './handler/index.js' },
    './client': { types: './client/index.d.ts', default: './client/index.js' },
    './testing': { types: './testing/index.d.ts', default: './testing/index.js' },
    './package.json': './package.json',
    './.jsii': './.jsii',
    './.warnings.jsii.js': './.warnings.jsii.js',
  });

  // Built from sdk/typescript to the places where users import them from, with and without the `exports` map.
  project.preCompileTask.exec('tsc --project sdk/typescript/handler/tsconfig.json');
  for (const folder of ['handler', 'client', 'testing']) {
    project.addGitIgnore(`/${folder}/`);
    project.addPackageIgnore(`!/${folder}/`);
  }

  for (const folder of ['sdk', 'simulator', 'scripts', 'examples', 'docs', 'rosetta', '.ci', '.npmrc', 'ruff.toml', 'tsconfig.dev.json', '.local']) {
    project.addPackageIgnore(`/${folder}`);
  }
  project.addGitIgnore('/.local/');
  project.addGitIgnore('cdk.out/');
  project.addGitIgnore('__pycache__/');
}
