import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { DOCS_FILE } from '../../src/contract';
import { REPOSITORY } from '../support/folders';

const SOURCE = join(REPOSITORY, 'runtime', 'docs', 'page');

/**
 * Makes the page of `GET /docs`: one file with its style and its script. It is ours, since of the renderers that can send
 * requests Swagger UI weighs 1.9 MB, and RapiDoc, with 0.9 MB, takes inline styles, which the page's policy would have to
 * let in, and is wider than a telephone.
 */
export function writeDocsPage(folder: string): void {
  const page = readFileSync(join(SOURCE, 'index.html'), 'utf8')
    .replace('/* page.css */', () => minified('page.css'))
    .replace('/* main.ts */', () => minified('main.ts'));
  writeFileSync(join(folder, DOCS_FILE), page);
}

function minified(file: string): string {
  const { outputFiles: [{ text }] } = buildSync({
    entryPoints: [join(SOURCE, file)],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    target: ['es2022', 'chrome110', 'firefox110', 'safari16'],
    format: file.endsWith('.ts') ? 'iife' : undefined,
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return text.trim();
}
