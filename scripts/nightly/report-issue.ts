import type { Issue } from './issue';

/** Runs GitHub's command line, and returns its output. */
export type Gh = (args: readonly string[]) => Promise<string>;

/** Opens an issue, or comments on the open issue with the same label. */
export async function report({ label, title, body }: Issue, gh: Gh): Promise<void> {
  const [open] = JSON.parse(await gh(['issue', 'list', '--state', 'open', '--label', label, '--limit', '1', '--json', 'number'])) as { number: number }[];
  if (open) {
    await gh(['issue', 'comment', String(open.number), '--body', body]);
    return;
  }
  await gh(['label', 'create', label, '--force', '--description', 'A nightly campaign failed']);
  await gh(['issue', 'create', '--title', title, '--label', label, '--body', body]);
}
