import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** Compiles the handlers as their author would, for those modes that take a folder of JavaScript. */
export function buildNodeHandlers(folder: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'handlers-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const entryPoints = readdirSync(folder).filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
  buildSync({ entryPoints, outdir, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'warning' });
  return outdir;
}
