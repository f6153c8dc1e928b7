import type { Campaign } from './campaigns';

/** An issue shows the end of a log; GitHub takes 65,536 characters. */
const SHOWN_LINES = 40;
const SHOWN_CHARACTERS = 20_000;

/** A report of a failed campaign. */
export interface Issue {
  /** Each has at most one open issue. */
  readonly label: string;
  readonly title: string;
  readonly body: string;
}

/** Reports a failure with the command that repeats it: everything in a campaign follows from its seed, which it prints. */
export function issueOf(campaign: Campaign, log: string, runUrl: string): Issue {
  const replays = replaysIn(log);
  return {
    label: `nightly-${campaign.name}`,
    title: `Nightly: ${campaign.name} failed`,
    body: [
      `\`${campaign.command}\` failed in ${runUrl}.`,
      ['Again:', '```', replayOf(campaign, log), '```'].join('\n'),
      ...replays.length > 0 ? [['Only the runs that failed:', '```', ...replays, '```'].join('\n')] : [],
      ['The end of its output:', '~~~~', endOf(log), '~~~~'].join('\n'),
    ].join('\n\n'),
  };
}

function endOf(log: string): string {
  return log.trimEnd().split(/\r?\n/).slice(-SHOWN_LINES).join('\n').slice(-SHOWN_CHARACTERS);
}

/** The command that repeats a campaign. */
export function replayOf({ command }: Campaign, log: string): string {
  const seed = /^Seed (\d+)\b/m.exec(log)?.[1];
  if (seed === undefined) return command;
  return `${command}${command.includes(' -- ') ? '' : ' --'} --seed ${seed}`;
}

/** The commands that repeat single runs: the simulator prints one with each violation. */
function replaysIn(log: string): string[] {
  return [...new Set([...log.matchAll(/npm run simulate -- --scenario \S+ --seed \d+ .*$/gm)].map(([command]) => command.trimEnd()))];
}
