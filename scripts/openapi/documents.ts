import { App, Stack } from 'aws-cdk-lib';
import { HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { DESCRIBED_TYPES } from './described-types';
import { AsyncTaskApi } from '../../src/api/async-task-api';
import type { AsyncTaskApiProps } from '../../src/api/async-task-api-props';
import { openApiDocument } from '../../src/api/private/openapi/openapi-document';
import { TaskApiAuth } from '../../src/api/task-api-auth';
import { ROUTE } from '../../src/contract';
import { TaskType } from '../../src/task-type/task-type';

const JWT = { issuer: 'https://issuer.example.com', audience: ['example'] };

/** APIs of every kind. */
const APIS: Record<string, AsyncTaskApiProps> = {
  'none': { auth: TaskApiAuth.none() },
  'none-typed': { auth: TaskApiAuth.none(), taskTypes: ['thumbnail', 'print-label'].map((name) => TaskType.named(name)) },
  'iam': {},
  'iam-described': { openApi: true, taskTypes: [TaskType.named('thumbnail')] },
  'jwt': { auth: TaskApiAuth.jwt(JWT) },
  'jwt-scoped': { auth: TaskApiAuth.jwt({ ...JWT, clientScopes: ['tasks'], manageScopes: ['manage', 'admin'], reporterScopes: ['report'] }), listTasks: false },
  'authorizer': { auth: TaskApiAuth.authorizer(new HttpNoneAuthorizer()) },
};

/**
 * The descriptions of APIs of every kind, as JSON text.
 *
 * @param outdir where the app puts what it makes besides
 */
export function describedApis(outdir: string): Record<string, string> {
  const stack = new Stack(new App({ outdir }), 'Stack');
  return {
    ...Object.fromEntries(Object.entries(APIS).map(([name, props]) => [name, new AsyncTaskApi(stack, name, props).openApiDocument])),
    printing: JSON.stringify(openApiDocument({ title: 'Printing', routes: Object.values(ROUTE), taskTypes: DESCRIBED_TYPES }), undefined, 2),
  };
}
