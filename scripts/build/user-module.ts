import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { buildSync } from 'esbuild';
import ts from 'typescript';
import { PREBUILT_BUNDLE } from './lambda-bundle';
import { REPOSITORY } from '../support/folders';

const SOURCES = join('sdk', 'typescript');

/**
 * Builds a module that users import into their own functions, from `sdk/typescript/<name>` into the folder `<name>`: one
 * file with all that it needs, and the declarations of its files. Those may name the types of one another and of
 * `handler`, and no others.
 */
export function buildUserModule(name: string): Metafile {
  const [source, target] = [join(REPOSITORY, SOURCES, name), join(REPOSITORY, name)];
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  for (const file of readdirSync(source).filter((entry) => entry.endsWith('.ts'))) {
    writeFileSync(join(target, file.replace(/ts$/, 'd.ts')), declarationsOf(join(source, file)));
  }
  return buildSync({ ...PREBUILT_BUNDLE, entryPoints: [join(SOURCES, name, 'index.ts')], outfile: join(name, 'index.js'), metafile: true }).metafile;
}

function declarationsOf(fileName: string): string {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(fileName, 'utf8'), {
    fileName,
    reportDiagnostics: true,
    compilerOptions: { isolatedDeclarations: true, declaration: true, target: ts.ScriptTarget.ES2022 },
  });
  const [first] = diagnostics;
  if (first) throw new Error(`${fileName}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`);
  const foreign = /from ['"]((?!\.\/|\.\.\/handler['"])[^'"]*)/.exec(outputText);
  if (foreign) throw new Error(`${fileName} declares something with a type of ${foreign[1]}, which the package does not have`);
  return outputText;
}
