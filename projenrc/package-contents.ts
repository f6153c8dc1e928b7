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

  // The handler's types are compiled in place, so that they resolve with and without the `exports` map.
  project.preCompileTask.exec('tsc --project handler/tsconfig.json');
  project.addGitIgnore('/handler/*.js');
  project.addGitIgnore('/handler/*.d.ts');
  project.addPackageIgnore('/handler/*.ts');
  project.addPackageIgnore('!/handler/*.d.ts');
  project.addPackageIgnore('/handler/tsconfig.json');

  // Built in place, too, together with the Lambda functions.
  for (const folder of ['client', 'testing']) {
    project.addGitIgnore(`/${folder}/*.js`);
    project.addGitIgnore(`/${folder}/*.d.ts`);
    project.addPackageIgnore(`/${folder}/*.ts`);
    project.addPackageIgnore(`!/${folder}/*.d.ts`);
    project.addPackageIgnore(`/${folder}/private/`);
  }

  for (const folder of ['scripts', 'examples', 'python', 'docs', 'rosetta', '.ci', '.npmrc', 'tsconfig.dev.json', '.local']) {
    project.addPackageIgnore(`/${folder}`);
  }
  project.addGitIgnore('/.local/');
  project.addGitIgnore('cdk.out/');
  project.addGitIgnore('__pycache__/');
}
