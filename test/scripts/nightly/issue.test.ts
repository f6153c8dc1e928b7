import { CAMPAIGNS } from '../../../scripts/nightly/campaigns';
import { issueOf, replayOf } from '../../../scripts/nightly/issue';

const RUN_URL = 'https://github.com/cdk-async-tasks/cdk-async-tasks/actions/runs/1';

const SIMULATED = [
  '',
  '> node scripts/run.mjs simulate --runs 100000',
  '',
  'Seed 1234567, 100,000 runs',
  '✗ storm, seed 1235000: one claim settles',
  '  Task 3: settled twice',
  '  Again, with all that happens: npm run simulate -- --scenario storm --seed 1235000 --runs 1 --trace',
  'violations 1',
  '',
].join('\n');

function campaign(name: string) {
  return CAMPAIGNS.find((one) => one.name === name)!;
}

test.each([
  ['simulate', SIMULATED, 'npm run simulate -- --runs 100000 --seed 1234567'],
  ['fuzz', '✓ Start the local AWS\nSeed 42\nseed 43', 'npm run fuzz -- --seed 42'],
  ['mutants', 'missed claim-token', 'npm run simulate -- --mutants'],
  ['bench', 'The size of the api bundle is 451', 'npm run bench'],
  ['fuzz', '', 'npm run fuzz'],
])('%s is repeated by its seed, where it has one', (name, log, command) => {
  expect(replayOf(campaign(name), log)).toBe(command);
});

test('an issue has the run, the commands that repeat the failure, and the end of the output', () => {
  expect(issueOf(campaign('simulate'), SIMULATED, RUN_URL)).toEqual({
    label: 'nightly-simulate',
    title: 'Nightly: simulate failed',
    body: [
      `\`npm run simulate -- --runs 100000\` failed in ${RUN_URL}.`,
      '',
      'Again:',
      '```',
      'npm run simulate -- --runs 100000 --seed 1234567',
      '```',
      '',
      'Only the runs that failed:',
      '```',
      'npm run simulate -- --scenario storm --seed 1235000 --runs 1 --trace',
      '```',
      '',
      'The end of its output:',
      '~~~~',
      ...SIMULATED.trimEnd().split('\n'),
      '~~~~',
    ].join('\n'),
  });
});

test('an issue shows only the end of a long output', () => {
  const log = Array.from({ length: 1000 }, (_, n) => `line ${n}`).join('\n');
  const { body } = issueOf(campaign('bench'), log, RUN_URL);
  expect(body).toContain('~~~~\nline 960\n');
  expect(body).not.toContain('line 959\n');
  expect(issueOf(campaign('bench'), 'x'.repeat(100_000), RUN_URL).body.length).toBeLessThan(65_536);
});
