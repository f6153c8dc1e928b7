import * as fs from 'fs';
import * as path from 'path';
import { Annotations, Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TaskApiSettings } from './task-api-settings';
import { CATALOGUE_FILE, VALIDATION_FILE } from '../../contract';
import type { DeclaredTaskType } from '../../contract';
import { checkLease } from '../../private/durations';
import { prebuiltFolder } from '../../private/task-function';
import { checkUnique } from '../../task-type/private/join-task-types';
import type { TaskSchema } from '../../task-type/private/task-schema';
import { TaskType } from '../../task-type/task-type';

/** Throws where task types contradict each other or the API, and warns of what in their schemas checks nothing. */
export function checkCatalogue(api: Construct, { taskTypes, deadline }: Pick<TaskApiSettings, 'taskTypes' | 'deadline'>): void {
  checkUnique(taskTypes);
  for (const { name, _limits: limits } of taskTypes) {
    if (Token.isUnresolved(name)) throw new Error('a task type of an API cannot be named by a token, a value that is only known when the stack is deployed: its name goes into the code of the API');
    if (limits.externalLease !== undefined && limits.deadline === undefined) {
      checkLease(`externalLease of the task type ${JSON.stringify(name)}`, Duration.seconds(limits.externalLease), deadline);
    }
  }
  for (const remark of taskTypes.flatMap(remarksOf)) Annotations.of(api).addWarningV2('cdk-async-tasks:schemaWithoutEffect', remark);
}

/** Writes what the api function has to know of the declared task types into the folder of its code. */
export function writeCatalogue(taskTypes: TaskType[], folder: string): void {
  const validators: string[] = [];
  const write = (schema: TaskSchema | undefined): string | undefined => {
    if (!schema) return undefined;
    const file = `validator-${validators.length}.js`;
    validators.push(file);
    fs.writeFileSync(path.join(folder, file), schema.compiled.moduleText());
    return file;
  };
  const catalogue = taskTypes.map(({ name, _dataSchema, _resultSchema, _limits, lanes, _laneChoice }): DeclaredTaskType => ({
    name,
    data: write(_dataSchema),
    result: write(_resultSchema),
    ..._limits,
    ...(lanes.length > 0 && { lanes: lanes.map((lane) => lane.name) }),
    ..._laneChoice,
  }));
  fs.writeFileSync(path.join(folder, CATALOGUE_FILE), JSON.stringify(catalogue));
  if (validators.length > 0) fs.copyFileSync(path.join(prebuiltFolder('validation'), 'index.js'), path.join(folder, VALIDATION_FILE));
}

function remarksOf({ _dataSchema, _resultSchema }: TaskType): string[] {
  return [_dataSchema, _resultSchema].flatMap((schema) => schema?.compiled.remarks.map((remark) => `${schema.subject} ${remark}`) ?? []);
}
