import { report } from '../../../scripts/nightly/report-issue';

const ISSUE = { label: 'nightly-fuzz', title: 'Nightly: fuzz failed', body: 'Again: `npm run fuzz -- --seed 1`' };

async function commandsWith(open: object[]): Promise<string[]> {
  const commands: string[] = [];
  await report(ISSUE, async (args) => {
    commands.push(args.join(' '));
    return args[1] === 'list' ? JSON.stringify(open) : '';
  });
  return commands;
}

test('the first failure opens an issue', async () => {
  expect(await commandsWith([])).toEqual([
    'issue list --state open --label nightly-fuzz --limit 1 --json number',
    'label create nightly-fuzz --force --description A nightly campaign failed',
    `issue create --title ${ISSUE.title} --label nightly-fuzz --body ${ISSUE.body}`,
  ]);
});

test('a failure while its issue is open is a comment on that', async () => {
  expect(await commandsWith([{ number: 7 }])).toEqual([
    'issue list --state open --label nightly-fuzz --limit 1 --json number',
    `issue comment 7 --body ${ISSUE.body}`,
  ]);
});
