import { JsonFile, type awscdk } from 'projen';

/**
 * Which folder may import which. Arrows run one way: from entry points to what they are made of, from everything to the
 * contract. What a folder may import is said here, and nowhere else; itself it may always import.
 */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src': [],
  'src/contract': [],
  'src/private': ['src/contract'],
  'src/task-type': ['src/contract', 'src/private'],
  'src/api': ['src/contract', 'src/private', 'src/task-type'],
  'src/worker': ['src/contract', 'src/private', 'src/task-type', 'src/api'],
  'src/source': ['src/contract', 'src/private', 'src/task-type', 'src/api'],

  'validation': ['src/contract'],
  'validation/wording': ['src/contract', 'validation/validator.ts'],
  'validation/checker': ['src/contract', 'validation/validator.ts', 'validation/wording'],

  'runtime/core': ['src/contract'],
  'runtime/core/record': ['src/contract', 'runtime/core/ports.ts', 'runtime/core/policy.ts'],
  'runtime/core/transitions': ['src/contract', 'runtime/core/ports.ts', 'runtime/core/policy.ts', 'runtime/core/record'],
  'runtime/aws': ['src/contract', 'runtime/core', 'sdk/typescript/handler'],
  'runtime/http': ['src/contract'],
  'runtime/api': ['src/contract', 'runtime/core', 'runtime/aws', 'runtime/http', 'validation'],
  'runtime/docs': ['src/contract', 'runtime/http'],
  'runtime/publisher': ['src/contract', 'runtime/core', 'runtime/aws'],
  'runtime/watchdog': ['src/contract', 'runtime/core', 'runtime/aws'],
  'runtime/dead-letter': ['src/contract', 'runtime/core', 'runtime/aws'],
  'runtime/queue-source': ['src/contract', 'runtime/core', 'runtime/aws'],
  'runtime/worker': ['src/contract', 'runtime/core', 'runtime/aws', 'sdk/typescript/handler'],
  'runtime/worker-bundled-handler': ['runtime/worker'],
  'runtime/worker-loaded-handler': ['src/contract', 'runtime/aws', 'runtime/worker', 'sdk/typescript/handler'],
  'runtime/worker-invoked-function': ['src/contract', 'runtime/aws', 'runtime/worker', 'sdk/typescript/handler'],

  'sdk/typescript/handler': [],
  'sdk/typescript/client': ['src/contract', 'runtime/core', 'runtime/aws', 'sdk/typescript/handler'],
  'sdk/typescript/testing': ['runtime/core', 'runtime/aws', 'runtime/worker', 'sdk/typescript/handler'],

  'simulator': ['src/contract', 'runtime', 'sdk/typescript', 'validation', 'scripts/support'],
  'simulator/world': ['runtime/core'],
  'simulator/aws': ['src/contract', 'runtime/core', 'simulator/world'],
  'simulator/scenarios': ['src/contract', 'simulator/world'],
  'simulator/rules': ['src/contract', 'runtime/core', 'sdk/typescript/handler', 'simulator/world', 'simulator/aws', 'simulator/scenarios'],
  'simulator/mutants': ['scripts/support', 'simulator/scenarios'],
  'scripts': ['src', 'runtime', 'validation', 'sdk/typescript', 'simulator'],
  'scripts/support': [],
  // As users do: by the names of the package.
  'examples': ['src/index.ts', 'sdk/typescript'],
  // The workflow and the script that reports a failure share the list of campaigns.
  'projenrc': ['scripts/nightly'],
};

const DIRECTION = 'arrows run from entry points to what they are made of, and from everything to src/contract (projenrc/layers.ts)';

/**
 * The lint task fails on an import against the layers, and on a circle of imports. Circles are left to dependency-cruiser:
 * ESLint's `import/no-cycle` does not see `import type`.
 */
export function declareLayers(project: awscdk.AwsCdkConstructLibrary): void {
  project.eslint?.addRules({
    'import/no-restricted-paths': ['error', {
      zones: Object.entries(LAYERS).map(([folder, allowed]) => ({
        target: `./${folder}`,
        from: './',
        except: [folder, ...allowed, 'node_modules'].map((path) => `./${path}`),
        message: `${folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'itself'} and packages only: ${DIRECTION}.`,
      })),
    }],
  });

  new JsonFile(project, '.dependency-cruiser.json', {
    // The schema of the file allows no other member.
    marker: false,
    obj: {
      forbidden: [{
        name: 'no-circle',
        comment: `These files import one another, types included: ${DIRECTION}. Move what both need into a file of its own.`,
        severity: 'error',
        from: {},
        to: { circular: true },
      }],
      options: {
        tsPreCompilationDeps: true,
        tsConfig: { fileName: 'tsconfig.dev.json' },
        doNotFollow: { path: 'node_modules' },
        exclude: { path: '(^|/)cdk\\.out/' },
      },
    },
  });
  project.addPackageIgnore('/.dependency-cruiser.json');
  const circles = project.addTask('circles', {
    description: 'Look for circles of imports',
    exec: 'depcruise --output-type err-long src runtime validation sdk/typescript simulator test scripts examples projenrc',
  });
  const lint = project.addTask('lint', { description: 'Check style, layers and circles of imports' });
  if (project.eslint) lint.spawn(project.eslint.eslintTask);
  lint.spawn(circles);
  project.testTask.spawn(circles);
}
