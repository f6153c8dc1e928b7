import { join } from 'node:path';
import * as ts from 'typescript';
import { REPOSITORY } from './documents';

const FIXTURE = readFixture();

function readFixture(): string {
  const text = ts.sys.readFile(join(REPOSITORY, 'rosetta', 'default.ts-fixture'));
  if (text === undefined) throw new Error('there is no fixture');
  return text;
}

/** The code of a block as a file: the body of a stack's constructor is put into the README's fixture, as jsii-rosetta does. */
export function asFile(code: string, isWhole: boolean): string {
  if (isWhole) return code;
  return FIXTURE.replace('/// here', () => code);
}

/** Compiles files that exist only here, by their paths in the repository, as the repository's own code is compiled. */
export function createProgram(files: ReadonlyMap<string, string>): ts.Program {
  const config = join(REPOSITORY, 'tsconfig.dev.json');
  const { options } = ts.getParsedCommandLineOfConfigFile(config, { noUnusedLocals: false, noUnusedParameters: false }, {
    ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => { throw new Error(String(diagnostic.messageText)); },
  })!;
  const texts = new Map([...files].map(([path, text]) => [join(REPOSITORY, path), text]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  // Their folders do not exist either.
  host.directoryExists = undefined;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version, true);
  };
  return ts.createProgram({ rootNames: [...texts.keys()], options, host });
}

/** What the compiler finds wrong in a file. */
export function errorsOf(program: ts.Program, path: string): string[] {
  const file = program.getSourceFile(join(REPOSITORY, path))!;
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
