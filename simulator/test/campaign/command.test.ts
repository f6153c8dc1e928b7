import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultOf, runnerOf, violating, VIOLATION } from './results';
import { mutantsExitCode, simulateCommand } from '../../campaign/command';
import { type Verdict } from '../../campaign/mutant-campaign';
import type { Simulators } from '../../campaign/simulators';
import { MUTANTS, RULES } from '../../mutants/mutants';

let printed: string;
beforeEach(() => {
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

const ASKED = { mutants: false, trace: false };

describe('a campaign', () => {
  test('without violations succeeds, and says so in a line of its own', async () => {
    await expect(simulateCommand({ ...ASKED, seed: 1, runs: 20 }, violating(() => false))).resolves.toBe(0);
    expect(printed).toMatch(/^Seed 1, 20 runs$/m);
    expect(printed).toMatch(/^violations 0$/m);
  });

  test('with a violation fails, and says how to see it again', async () => {
    await expect(simulateCommand({ ...ASKED, seed: 1, runs: 20 }, violating(({ seed }) => seed === 2))).resolves.toBe(1);
    expect(printed).toContain('  Again, with all that happens: npm run simulate -- --scenario storm --seed 2 --runs 1 --trace\n');
    expect(printed).toMatch(/^violations 1$/m);
  });

  test('prints the first violation of an invariant, and counts the others', async () => {
    await expect(simulateCommand({ ...ASKED, runs: 20 }, violating(() => true))).resolves.toBe(1);
    expect(printed.match(/^✗ /gm)).toHaveLength(1);
    expect(printed).toMatch(/^ {2}one claim settles +20$/m);
  });

  test('prints at most five violations', async () => {
    const violations = Array.from({ length: 7 }, (_, index) => ({ ...VIOLATION, invariant: `invariant ${index}` }));
    await simulateCommand({ ...ASKED, runs: 1 }, { prepare: async () => () => runnerOf((options) => resultOf(options, { violations })) });
    expect(printed.match(/^✗ /gm)).toHaveLength(5);
    expect(printed).toMatch(/^violations 7$/m);
  });

  test('of the recipe succeeds whatever becomes of its tasks', async () => {
    const simulators: Simulators = { prepare: async () => () => runnerOf((options) => resultOf(options, options.scenario === 'recipe' ? { stuck: 1 } : {})) };
    await expect(simulateCommand({ ...ASKED, seed: 1, runs: 2, scenario: 'recipe' }, simulators)).resolves.toBe(0);
    expect(printed).toMatch(/^Seed 1, 2 runs of recipe$/m);
    expect(printed).toMatch(/^recipe: 2 tasks under the storm, 100\.0 % stuck, 0\.0 % run twice$/m);
    expect(printed).toMatch(/^violations 0$/m);
  });

  test('of the recipe fails when the library that it is compared with violates an invariant', async () => {
    const simulators = violating(({ scenario }) => scenario === 'post-and-read');
    await expect(simulateCommand({ ...ASKED, seed: 1, runs: 1, scenario: 'recipe' }, simulators)).resolves.toBe(1);
    expect(printed).toContain('npm run simulate -- --scenario post-and-read --seed 1 --runs 1 --trace');
  });

  test('writes its figures where it is told to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
    const json = join(folder, 'out.json');
    try {
      await simulateCommand({ ...ASKED, seed: 3, runs: 2, scenario: 'storm', json }, violating(({ seed }) => seed === 4));
      expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
        seed: 3,
        runs: 2,
        violations: 1,
        tasks_by_lane: { default: 2 },
        tasks_by_generation: { 0: 2 },
        batches_by_size: { 1: 2 },
        firings: 0,
        violated: { 'one claim settles': 1 },
        scenarios: { storm: { runs: 2, tasks: 2, violations: 1 } },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('has a fresh seed each time, unless it is given one', async () => {
    await simulateCommand({ ...ASKED, runs: 1 }, violating(() => false));
    await simulateCommand({ ...ASKED, runs: 1 }, violating(() => false));
    const [first, second] = printed.match(/^Seed \d+/gm)!;
    expect(first).not.toBe(second);
  });
});

test('without a rule, the campaign ends at the first violation', async () => {
  const seen: number[] = [];
  const simulators = violating(({ seed }, rule) => {
    if (rule) seen.push(seed);
    return rule === RULES[0] && seed === 3;
  });
  await expect(simulateCommand({ ...ASKED, without: RULES[0] }, simulators)).resolves.toBe(1);
  expect(seen).toEqual([1, 2, 3]);
  expect(printed).toContain(`npm run simulate -- --scenario storm --seed 3 --runs 1 --without ${RULES[0]} --trace`);
});

describe('the rules taken out one at a time', () => {
  test.each<[string, number, number, number, number]>([
    ['all caught', 20, 20, 14, 0],
    ['one missed', 21, 20, 14, 1],
    ['too few rules', 19, 19, 14, 1],
    ['too few by the storm', 20, 20, 13, 1],
  ])('decide on the exit code: %s', (_, rules, caught, byStorm, exitCode) => {
    const result = resultOf({ scenario: 'storm', seed: 1 }, { violations: [VIOLATION] });
    const verdicts = Array.from({ length: rules }, (__, index): Verdict => ({
      mutant: MUTANTS[0], ...(index < caught && { caught: { result, byStorm: index < byStorm } }),
    }));
    expect(mutantsExitCode(verdicts)).toBe(exitCode);
    expect(printed).toContain(`${rules} rules, ${caught} caught, ${byStorm} by the storm alone\n`);
  });
});
