import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENT_SCHEMA } from './document';
import { CHECKED_TASK_TYPE, TASK_TYPE } from './lambda-environment';
import { writeCatalogue } from '../../src/api/private/catalogue';
import { prebuilt } from '../../src/private/task-function';
import { TaskType } from '../../src/task-type/task-type';

/**
 * Composes the code of an API's function as its construct does: with a task type that takes any JSON, and one that has a
 * schema.
 *
 * @param scratch the folder of its folder
 * @returns the file that Lambda loads
 */
export function composeApi(scratch: string): string {
  const folder = join(scratch, 'api-asset');
  mkdirSync(folder, { recursive: true });
  prebuilt('api')(folder);
  writeCatalogue([TaskType.named(TASK_TYPE), TaskType.fromSchema(CHECKED_TASK_TYPE, DOCUMENT_SCHEMA)], folder);
  return join(folder, 'index.js');
}
