import type { awscdk } from 'projen';

/** The script of the docs page is checked on its own, since it alone runs in a browser. */
const DOCS_PAGE = 'runtime/docs/page';

/**
 * `tsconfig.dev.json` checks everything that jsii does not compile: Lambda code, tests, scripts and examples. It
 * resolves the package's own name to the sources, so that the examples read as their users would write them.
 */
export function declareTypeScript(project: awscdk.AwsCdkConstructLibrary): void {
  const tsconfig = project.tsconfigDev;
  // A file whose name begins with a dot matches no pattern.
  tsconfig.addInclude('.projenrc.ts');
  tsconfig.addExclude('lib');
  tsconfig.addExclude('dist');
  tsconfig.addExclude('**/cdk.out');
  tsconfig.addExclude('**/*.d.ts');
  tsconfig.addExclude(DOCS_PAGE);
  tsconfig.file.addOverride('compilerOptions.isolatedModules', true);
  tsconfig.file.addOverride('compilerOptions.skipLibCheck', true);
  tsconfig.file.addOverride('compilerOptions.paths', {
    'cdk-async-tasks': ['./src/index.ts'],
    'cdk-async-tasks/handler': ['./sdk/typescript/handler/index.ts'],
    'cdk-async-tasks/client': ['./sdk/typescript/client/index.ts'],
    'cdk-async-tasks/testing': ['./sdk/typescript/testing/index.ts'],
  });

  project.preCompileTask.prependExec(`tsc --project tsconfig.dev.json && tsc --project ${DOCS_PAGE}`, { name: 'check what jsii does not compile' });

  // ESLint's project service only finds files named tsconfig.json.
  project.eslint?.addOverride({ files: ['*.ts'], rules: {} });
  const eslintrc = project.tryFindObjectFile('.eslintrc.json');
  eslintrc?.addDeletionOverride('parserOptions.projectService');
  eslintrc?.addOverride('parserOptions.project', ['./tsconfig.dev.json', `./${DOCS_PAGE}/tsconfig.json`]);
  eslintrc?.addOverride('settings.import/resolver.typescript.project', './tsconfig.dev.json');

  // The simulator has its tests beside it.
  project.jest?.addTestMatch('<rootDir>/simulator/test/**/*.test.ts');

  // jest shares the configuration; types are checked above, once, instead of file by file at every test run.
  project.tryFindObjectFile('package.json')?.addOverride('jest.transform', {
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }],
  });
}
