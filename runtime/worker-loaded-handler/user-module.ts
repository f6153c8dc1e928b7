import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskHandlerFunction } from '../../sdk/typescript/handler';
import { loadUserHandler } from '../worker/user-handler';

/** What a module's file can end with, in the order in which Lambda looks for it. */
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

/**
 * Loads the user's handler from a folder, be its module CommonJS or ES. A failure to load is kept until there is a task
 * that it can fail.
 *
 * @param handler `<module>.<function>`, the module's path from the folder on and without its extension
 */
export async function loadFrom(folder: string, handler: string): Promise<TaskHandlerFunction> {
  const [, module, name] = /^(.*)\.(.*)$/.exec(handler)!;
  try {
    const loaded: unknown = await import(pathToFileURL(findModule(folder, module)).href);
    return loadUserHandler(() => loaded, name);
  } catch (error) {
    return loadUserHandler(() => {
      throw error;
    });
  }
}

function findModule(folder: string, module: string): string {
  const file = EXTENSIONS.map((extension) => resolve(folder, `${module}${extension}`)).find(existsSync);
  if (file === undefined) throw new Error(`the handler's module ${module} is not in the function's code: there is no ${EXTENSIONS.map((extension) => module + extension).join(', ')}`);
  return file;
}
