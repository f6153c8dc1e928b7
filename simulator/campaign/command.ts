import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { runCampaign } from './campaign';
import { documentOf } from './document';
import { tryMutants, verdictText, type Verdict } from './mutant-campaign';
import type { SimulateOptions } from './options';
import { planCampaign } from './plan';
import type { Runner } from './runner';
import { findViolation } from './search';
import type { Simulators } from './simulators';
import { summaryOf, violationText, whole } from './summary';
import { Tally } from './tally';
import { print, showRunning, step } from '../../scripts/support/progress';
import { mutantOf, MUTANTS, nameOf } from '../mutants/mutants';
import type { RunResult } from '../run/simulate';

const DEFAULT_RUNS = 1_000;
/** Where mutants are looked for, so that their lines are the same each time. */
const MUTANT_SEED = 1;
/** Of so many invariants the first violation is printed with its timeline; the others are counted. */
const PRINTED_INVARIANTS = 5;

/** What `--mutants` holds the simulator to. */
const LEAST_RULES = 20;
const LEAST_BY_STORM = 14;

/** Does what the command line asks for, and returns the exit code. */
export async function simulateCommand(options: SimulateOptions, simulators: Simulators, interrupted?: AbortSignal): Promise<number> {
  if (options.mutants) return mutants(options, simulators, interrupted);
  if (options.without) return without(options.without, options, simulators);
  return campaign(options, simulators);
}

async function campaign(options: SimulateOptions, simulators: Simulators): Promise<number> {
  const { scenario, trace, json } = options;
  const seed = options.seed ?? randomInt(1, 2 ** 31);
  const runs = runsOf(options);
  const plan = planCampaign({ seed, runs, scenario, trace });
  print(`Seed ${seed}, ${counted(runs, 'run')}${scenario ? ` of ${scenario}` : ''}`);
  const start = await step('Bundle the simulator', () => simulators.prepare());
  const show = violationPrinter();
  // The results come in order, behind a long run; what is done shows at once.
  let done = 0;
  let violations = 0;
  const count = (result: RunResult): RunResult => {
    done += 1;
    violations += result.violations.length;
    return result;
  };
  const tally = await step('Simulate', () => runCampaign(plan, () => watched(start(), count), show), () => (
    progressText(done, plan.length, violations)
  ));
  print(summaryOf(tally));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(documentOf(seed, tally), null, 2)}\n`);
  return tally.violations > 0 ? 1 : 0;
}

/** The campaign without a rule ends at the first violation: it is there to be read. */
async function without(rule: string, options: SimulateOptions, simulators: Simulators): Promise<number> {
  const { seed = MUTANT_SEED, scenario, trace } = options;
  const runs = runsOf(options);
  const mutant = mutantOf(rule);
  print(`Without ${nameOf(mutant)}: ${mutant.description}`);
  const starts = await step('Bundle the simulator', () => Promise.all([simulators.prepare(mutant), simulators.prepare()]));
  const [changed, shipped] = starts.map((start) => start());
  const tally = new Tally();
  const show = violationPrinter(rule);
  try {
    await step('Simulate until an invariant is violated', () => findViolation(mutant, { seed, runs, scenario, trace }, { mutant: changed, shipped }, (result) => {
      tally.add(result);
      show(result);
    }), () => progressText(tally.runs, undefined, tally.violations));
  } finally {
    await Promise.all([changed.end(), shipped.end()]);
  }
  print(summaryOf(tally));
  return tally.violations > 0 ? 1 : 0;
}

async function mutants(options: SimulateOptions, simulators: Simulators, interrupted?: AbortSignal): Promise<number> {
  const { seed = MUTANT_SEED, runs = DEFAULT_RUNS } = options;
  const verdicts: Verdict[] = [];
  const stopShowing = showRunning(() => `… Take out a rule at a time  ${verdicts.length} of ${MUTANTS.length}`);
  try {
    await tryMutants(MUTANTS, { seed, runs }, simulators, (verdict) => {
      verdicts.push(verdict);
      print(verdictText(verdict));
    }, interrupted);
  } finally {
    stopShowing();
  }
  return mutantsExitCode(verdicts);
}

/** Prints how the mutants fared, and whether that is enough. */
export function mutantsExitCode(verdicts: readonly Verdict[]): number {
  const caught = verdicts.filter((verdict) => verdict.caught).length;
  const byStorm = verdicts.filter((verdict) => verdict.caught?.byStorm).length;
  print(`\n${counted(verdicts.length, 'rule')}, ${caught} caught, ${byStorm} by the storm alone`);
  if (verdicts.length < LEAST_RULES) print(`There have to be at least ${LEAST_RULES} rules.`);
  if (byStorm < LEAST_BY_STORM) print(`The storm alone has to catch at least ${LEAST_BY_STORM}.`);
  return caught === verdicts.length && verdicts.length >= LEAST_RULES && byStorm >= LEAST_BY_STORM ? 0 : 1;
}

function watched(runner: Runner, onRun: (result: RunResult) => RunResult): Runner {
  return { run: async (options) => onRun(await runner.run(options)), end: () => runner.end() };
}

/** A trace is read run by run: one, unless more are asked for. */
function runsOf({ runs, trace }: SimulateOptions): number {
  return runs ?? (trace ? 1 : DEFAULT_RUNS);
}

/** Prints a run's trace, when it has one, and its violations of invariants that none was printed of. */
function violationPrinter(rule?: string): (result: RunResult) => void {
  const printed = new Set<string>();
  return (result) => {
    if (result.trace !== undefined) print(`\n${result.scenario}, seed ${result.seed}\n${result.trace}`);
    for (const violation of result.violations) {
      if (printed.size === PRINTED_INVARIANTS || printed.has(violation.invariant)) continue;
      printed.add(violation.invariant);
      print(violationText(result, violation, rule));
    }
  };
}

function progressText(done: number, runs: number | undefined, violations: number): string {
  return `${runs === undefined ? counted(done, 'run') : `${whole(done)} of ${counted(runs, 'run')}`}, ${counted(violations, 'violation')}`;
}

function counted(count: number, thing: string): string {
  return `${whole(count)} ${thing}${count === 1 ? '' : 's'}`;
}
