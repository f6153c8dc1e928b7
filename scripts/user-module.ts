import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { buildSync } from 'esbuild';
import ts from 'typescript';
import { REPOSITORY } from './folders';
import { PREBUILT_BUNDLE } from './lambda-bundle';

/**
 * Builds, in place, a folder of what users import into their own functions: one file with all that it needs, and the
 * declarations of the folder's files. Those may name the types of one another and of `handler`, and no others.
 */
export function buildUserModule(folder: string): Metafile {
  for (const file of readdirSync(join(REPOSITORY, folder)).filter((name) => /(?<!\.d)\.ts$/.test(name))) {
    const declarations = declarationsOf(join(REPOSITORY, folder, file));
    writeFileSync(join(REPOSITORY, folder, file.replace(/ts$/, 'd.ts')), declarations);
  }
  return buildSync({ ...PREBUILT_BUNDLE, entryPoints: [`${folder}/index.ts`], outfile: `${folder}/index.js`, metafile: true }).metafile;
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
