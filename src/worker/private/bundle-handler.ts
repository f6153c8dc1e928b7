import * as fs from 'fs';
import * as path from 'path';
import { LAMBDA_BUNDLE } from '../../private/lambda-bundle';
import { prebuiltFolder } from '../../private/task-function';

/** What the user says of the bundling, by esbuild's names. */
export interface BundlingOptions {
  readonly external?: string[];
  readonly loader?: Record<string, string>;
  readonly define?: Record<string, string>;
}

/** Bundles the user's file and the shim that the package ships into one file of a folder. */
export function bundleHandler(entry: string, options: BundlingOptions, folder: string): void {
  const file = path.resolve(entry);
  if (!fs.existsSync(file)) throw new Error(`the handler's file ${file} does not exist (relative paths are taken from the working directory)`);

  const esbuild = requireEsbuild(file);
  try {
    esbuild.buildSync({
      ...LAMBDA_BUNDLE,
      entryPoints: [path.join(prebuiltFolder('worker-bundled-handler'), 'index.js')],
      alias: { '#user-handler': file },
      outfile: path.join(folder, 'index.js'),
      absWorkingDir: path.dirname(file),
      ...options,
      logLevel: 'silent',
    });
  } catch (error) {
    throw new Error(`the handler's file ${file} cannot be bundled: ${(error as Error).message}`);
  }
}

/** As much of esbuild as is needed here; it belongs to the user's app, not to this package. */
interface Esbuild {
  buildSync(options: Record<string, unknown>): void;
}

function requireEsbuild(file: string): Esbuild {
  let location: string;
  try {
    location = require.resolve('esbuild', { paths: [path.dirname(file), process.cwd()] });
  } catch {
    throw new Error(`esbuild, which bundles the handler's file ${file}, is installed neither beside it nor in ${process.cwd()}: run "npm install --save-dev esbuild" in one of them`);
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(location);
}
