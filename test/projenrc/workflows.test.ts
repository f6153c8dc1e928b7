import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CAMPAIGNS } from '../../scripts/nightly/campaigns';
import { REPOSITORY } from '../../scripts/support/folders';

interface Step {
  readonly 'name'?: string;
  readonly 'uses'?: string;
  readonly 'run'?: string;
  readonly 'shell'?: string;
  readonly 'env'?: Record<string, string>;
  readonly 'with'?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
}

interface Job {
  readonly 'steps': readonly Step[];
  readonly 'permissions': Record<string, string>;
  readonly 'needs'?: string | readonly string[];
  readonly 'if'?: string;
  readonly 'environment'?: string;
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly on: Record<string, unknown>;
  readonly concurrency?: { readonly 'group': string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Record<string, Job>;
}

const FOLDER = join(REPOSITORY, '.github', 'workflows');
const NAMES = readdirSync(FOLDER);

function textOf(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

function workflow(name: string): Workflow {
  return parse(textOf(name));
}

function versionsOf({ steps }: Job): Record<string, string | undefined> {
  const version = (language: string) => steps.find(({ uses }) => uses?.startsWith(`actions/setup-${language}@`))?.with?.[`${language}-version`];
  return { node: version('node'), python: version('python') };
}

test.each(NAMES)('%s pins its actions, and uses no secret but its own token', (name) => {
  const actions = Object.values(workflow(name).jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  // A commit, or a release that GitHub keeps immutable.
  expect(actions.filter((action) => !/@([0-9a-f]{40}|v\d+\.\d+\.\d+)$/.test(action))).toEqual([]);
  expect(new Set(textOf(name).match(/secrets\.\w+/g))).toEqual(new Set(textOf(name).includes('secrets.') ? ['secrets.GITHUB_TOKEN'] : []));
});

test.each(NAMES)('every job of %s declares its permissions', (name) => {
  for (const { permissions } of Object.values(workflow(name).jobs)) expect(Object.keys(permissions)).not.toEqual([]);
});

test('a pull request must pass .ci/run, and a newer commit cancels the run', () => {
  const { on, concurrency, jobs } = workflow('build.yml');
  expect(Object.keys(on).sort()).toEqual(['merge_group', 'pull_request', 'workflow_dispatch']);
  expect(concurrency).toEqual({ 'group': '${{ github.workflow }}-${{ github.ref }}', 'cancel-in-progress': true });
  expect(Object.keys(jobs)).toEqual(['build']);
  expect(jobs.build.permissions).toEqual({ contents: 'read' });
  expect(jobs.build['timeout-minutes']).toBe(60);
  expect(versionsOf(jobs.build)).toEqual({ node: '22', python: '3.12' });
  expect(jobs.build.steps.flatMap(({ run }) => run ?? [])).toEqual(['bash .ci/run']);
});

test('the title of a pull request has a conventional type', () => {
  const [step] = workflow('pull-request-lint.yml').jobs.validate.steps;
  expect(step.with?.types.split('\n')).toEqual(['feat', 'fix', 'docs', 'test', 'refactor', 'perf', 'build', 'ci', 'chore', 'revert']);
});

describe('each night', () => {
  const { on, jobs } = workflow('nightly.yml');

  test('the four campaigns run in parallel', () => {
    expect(on).toHaveProperty('schedule');
    expect(Object.keys(jobs)).toEqual(['simulate', 'mutants', 'fuzz', 'bench', 'report']);
  });

  test.each(CAMPAIGNS)('$name may only read, fails at its time-out, and always uploads its log', ({ name, command, timeoutMinutes }) => {
    const { permissions, needs, steps, 'timeout-minutes': minutes } = jobs[name];
    expect(permissions).toEqual({ contents: 'read' });
    expect(needs).toBeUndefined();
    expect(minutes).toBeGreaterThan(timeoutMinutes);
    expect(steps.slice(-2)).toMatchObject([
      { 'run': `${command} 2>&1 | tee ${name}.log`, 'shell': 'bash', 'timeout-minutes': timeoutMinutes },
      { if: 'always()', with: { name: `log-${name}`, path: `${name}.log` } },
    ]);
  });

  test('only the job that reports failures may write issues', () => {
    const { permissions, needs, if: condition, steps } = jobs.report;
    expect(permissions).toEqual({ contents: 'read', issues: 'write' });
    expect(needs).toEqual(CAMPAIGNS.map(({ name }) => name));
    expect(condition).toBe('failure()');
    expect(steps.at(-1)).toMatchObject({ run: 'npx tsx scripts/nightly/report.ts', env: { JOBS: '${{ toJSON(needs) }}', LOGS: 'logs' } });
  });
});

describe('a release', () => {
  const { jobs } = workflow('release.yml');

  test('is built without write permissions, and published to npm, PyPI and GitHub', () => {
    expect(Object.keys(jobs).sort()).toEqual(['release', 'release_github', 'release_npm', 'release_pypi']);
    expect(jobs.release.permissions).toEqual({ contents: 'read' });
    expect(jobs.release_github.needs).toEqual(['release', 'release_npm', 'release_pypi']);
  });

  test.each([
    ['release_npm', { NPM_TRUSTED_PUBLISHER: 'true', NPM_CONFIG_PROVENANCE: 'true' }],
    ['release_pypi', { PYPI_TRUSTED_PUBLISHER: 'true' }],
  ])('%s publishes by its identity, in the environment that the registry trusts', (name, env) => {
    expect(jobs[name].permissions).toEqual({ 'contents': 'read', 'id-token': 'write' });
    expect(jobs[name].environment).toBe('release');
    expect(jobs[name].steps.at(-1)?.env).toMatchObject(env);
    // The npm of Node.js 22 requires a token.
    expect(versionsOf(jobs[name]).node).toBe('24');
  });

  test('uses the default registries', () => {
    expect(textOf('release.yml')).not.toContain('registry.');
  });
});

describe('the tasks of a release', () => {
  const { tasks } = JSON.parse(readFileSync(join(REPOSITORY, '.projen', 'tasks.json'), 'utf8'));

  test('compare the API while package.json has the next version', () => {
    expect(tasks.release.steps.flatMap(({ spawn }: { spawn?: string }) => spawn ?? [])).toEqual(['bump', 'build', 'compat', 'unbump']);
  });

  test('build both Python packages', () => {
    expect(tasks['package:python'].steps.at(-1)).toEqual({ exec: 'tsx scripts/release/package-async-tasks.ts' });
  });
});
