import * as fs from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib';
import { openApiDocument } from './openapi/openapi-document';
import type { DescribedTaskType } from './openapi/task-types';
import { isPublic, scopesOf } from './task-routes';
import type { Route } from '../../contract';
import type { JsonSchema } from '../../contract/http';
import { TaskType } from '../../task-type/task-type';
import { TaskApiAuthConfig } from '../task-api-auth';

export interface ApiDescriptionProps {
  readonly title: string;
  readonly auth: TaskApiAuthConfig;
  /** The routes that the API answers. */
  readonly routes: Route[];
  readonly taskTypes: TaskType[];
}

/** The description of an API: an OpenAPI document as JSON text. */
export function describeApi({ title, auth, routes, taskTypes }: ApiDescriptionProps): string {
  const document = openApiDocument({
    title,
    routes,
    auth: auth.securityScheme && {
      scheme: auth.securityScheme,
      scopesOf: (route) => scopesOf(auth, route),
      isPublic: (route) => isPublic(auth, route),
    },
    taskTypes: taskTypes.map(describeTaskType),
  });
  const text = JSON.stringify(document, undefined, 2);
  if (Token.isUnresolved(text)) {
    throw new Error('the description of the API (OpenAPI) would hold a value that is only known when the stack is deployed; write it out in the securityScheme of auth, or leave it out there');
  }
  return `${text}\n`;
}

/** Writes a description where the user wants it; what is there already stays untouched, or `cdk watch` would see a change. */
export function writeDescription(file: string, text: string): void {
  const target = path.resolve(file);
  if (fs.statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`openApiFile is a folder: ${target}; name the file that is to be written in it`);
  if (fs.existsSync(target) && fs.readFileSync(target, 'utf8') === text) return;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

function describeTaskType(taskType: TaskType): DescribedTaskType {
  const { name, description, _dataSchema, _resultSchema, _example: example, lanes, _laneChoice: { defaultLane } } = taskType;
  const [dataSchema, resultSchema] = [_dataSchema, _resultSchema].map((schema) => schema?.document as JsonSchema | undefined);
  return { name, description, dataSchema, resultSchema, example, lanes: lanes.map((lane) => lane.name), defaultLane };
}
