import * as fs from 'fs';
import * as path from 'path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { copyFolder } from './copy-folder';
import { installRequirements, REQUIREMENTS } from './python-requirements';
import { ENV } from '../../contract';
import { prebuiltFolder, TaskFunction } from '../../private/task-function';
import { CodeTaskHandlerOptions, TaskHandlerBindOptions } from '../task-handler-options';

/** The library's part of an asset: a language of which a folder of code can be. */
interface Language {
  readonly name: string;
  readonly family: lambda.RuntimeFamily;
  /** The oldest runtime that the library's part runs on, as its name says it. */
  readonly oldest: { readonly name: string; readonly version: number };
  readonly versionOf: (runtimeName: string) => number;
  /** The folder of the library's part, beside the user's files. */
  readonly shim: string;
  /** The names, beside the shim's own, that a user's file must not have. */
  readonly reservedNames: string[];
  /** Lambda's entry point, in that folder. */
  readonly entry: string;
  /** The files that a module can be, by its path without the extension. */
  readonly filesOf: (module: string) => string[];
  readonly writeShim: (folder: string) => void;
}

const NODE: Language = {
  name: 'Node.js',
  family: lambda.RuntimeFamily.NODEJS,
  oldest: { name: 'Node.js 20', version: 20 },
  versionOf: (name) => Number(/^nodejs(\d+)/.exec(name)?.[1]),
  shim: 'async-tasks-worker',
  reservedNames: [],
  entry: 'async-tasks-worker/index.handler',
  filesOf: (module) => ['.js', '.mjs', '.cjs'].map((extension) => module + extension),
  writeShim: (folder) => {
    // By this name it is CommonJS whatever the user's package.json says.
    fs.copyFileSync(path.join(prebuiltFolder('worker-loaded-handler'), 'index.js'), path.join(folder, 'worker.cjs'));
    // The start of the function lasts until the user's module is loaded, which only an ES module can make it do.
    fs.writeFileSync(path.join(folder, 'index.mjs'), 'import worker from "./worker.cjs";\nawait worker.ready;\nexport const handler = worker.handler;\n');
  },
};

const PYTHON: Language = {
  name: 'Python',
  family: lambda.RuntimeFamily.PYTHON,
  oldest: { name: 'Python 3.12', version: 12 },
  versionOf: (name) => Number(/^python3\.(\d+)/.exec(name)?.[1]),
  shim: 'async_tasks',
  reservedNames: ['async_tasks.py'],
  entry: 'async_tasks.worker.handler',
  filesOf: (module) => [`${module}.py`, path.posix.join(module, '__init__.py')],
  writeShim: (folder) => {
    const source = path.join(prebuiltFolder('python'), 'async_tasks');
    if (!fs.existsSync(source)) throw new Error(`the installation of cdk-async-tasks is incomplete: ${source} does not exist; install it again`);
    copyFolder(source, folder);
  },
};

/** The function that runs a folder of code, together with the shim. */
export function codeFunction(
  scope: Construct, { environment, functionOptions, timeout }: TaskHandlerBindOptions, folder: string, { runtime, handler }: CodeTaskHandlerOptions,
): lambda.IFunction {
  const language = languageOf(runtime);
  const source = path.resolve(folder);
  checkFolder(source, language);
  checkHandler(source, handler, language);
  const architecture = functionOptions.architecture ?? lambda.Architecture.ARM_64;
  return new TaskFunction(scope, 'Function', {
    writeCode: (target) => {
      if (language === PYTHON && fs.existsSync(path.join(source, REQUIREMENTS))) installRequirements(source, target, runtime, architecture);
      copyFolder(source, target);
      const shim = path.join(target, language.shim);
      // Requirements may name the library's own package, too; the shim has to be the one that goes with this construct.
      fs.rmSync(shim, { recursive: true, force: true });
      fs.mkdirSync(shim);
      language.writeShim(shim);
    },
    runtime,
    handler: language.entry,
    environment: { ...environment, [ENV.handler]: handler },
    options: { ...functionOptions, timeout },
    defaults: { description: `Runs ${handler} of ${path.basename(source)}`, memorySize: 512 },
  });
}

function languageOf({ name, family }: lambda.Runtime): Language {
  const language = [NODE, PYTHON].find((candidate) => candidate.family === family);
  if (!language) {
    throw new Error(`the runtime ${name} is neither Node.js nor Python, of which TaskHandler.code() can run a folder: for other languages, make a Lambda function of it and use TaskHandler.fromFunction()`);
  }
  if (language.versionOf(name) < language.oldest.version) throw new Error(`the runtime ${name} is too old: handlers in ${language.name} need ${language.oldest.name} or newer`);
  return language;
}

function checkFolder(folder: string, { name, shim, reservedNames }: Language): void {
  const stats = fs.statSync(folder, { throwIfNoEntry: false });
  const hint = '(relative paths are taken from the working directory)';
  if (!stats) throw new Error(`the handler's folder ${folder} does not exist ${hint}`);
  if (!stats.isDirectory()) throw new Error(`the handler's folder ${folder} is a file ${hint}: name the folder, and the file with "handler"`);
  const collision = [shim, ...reservedNames].find((file) => fs.existsSync(path.join(folder, file)));
  if (collision) throw new Error(`${path.join(folder, collision)} has the name of the library's own part of a ${name} function: rename it`);
}

/** `<module>.<function>`; a module in a folder of the folder has slashes. */
const HANDLER = /^((?:[\w-]+\/)*[\w-]+)\.([A-Za-z_$][\w$]*)$/;

function checkHandler(folder: string, handler: string, { filesOf }: Language): void {
  const [, module] = HANDLER.exec(handler) ?? [];
  if (module === undefined) {
    throw new Error(`handler is ${JSON.stringify(handler)}, and must be "module.function": the path of a file from the folder on, without its extension, a dot, and the name of what it exports, like "app.handler" or "tasks/resize.handler"`);
  }
  const files = filesOf(module);
  if (files.some((file) => fs.existsSync(path.join(folder, file)))) return;
  const hint = fs.existsSync(path.join(folder, `${module}.ts`)) ? `; ${module}.ts has to be compiled first: TaskHandler.nodejs() does that` : '';
  throw new Error(`the handler ${handler} is not in ${folder}: there is no ${files.join(' or ')}${hint}`);
}
