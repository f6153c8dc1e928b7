import * as fs from 'fs';
import * as path from 'path';

/** What tools leave behind in a folder of code: it differs from machine to machine, and no function needs it. */
const IGNORED = /^(__pycache__|.*\.pyc|\.git|\.venv|\.DS_Store|cdk\.out)$/;

/** Copies a folder of a user's code. Links are followed: what they lead to is copied. */
export function copyFolder(from: string, to: string): void {
  copy(from, to, []);
}

/**
 * @param ancestors the folders that this one is in, to notice a link that leads back to one of them
 */
function copy(from: string, to: string, ancestors: string[]): void {
  const real = fs.realpathSync(from);
  if (ancestors.includes(real)) throw new Error(`the link ${from} leads back to ${real}, which it is in: the folder has no end; remove it`);
  fs.mkdirSync(to, { recursive: true });
  for (const name of fs.readdirSync(from)) {
    if (IGNORED.test(name)) continue;
    const source = path.join(from, name);
    const target = path.join(to, name);
    const stats = fs.statSync(source, { throwIfNoEntry: false });
    if (!stats) throw new Error(`the link ${source} leads nowhere: remove it, or make what it should lead to`);
    if (stats.isDirectory()) copy(source, target, [...ancestors, real]);
    else if (stats.isFile()) fs.copyFileSync(source, target);
  }
}
