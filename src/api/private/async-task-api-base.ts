import { Annotations, Resource } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Route } from '../../contract';
import { routesIn, splitRoute } from '../../contract';
import { grantTaskCreation } from '../../private/grant-task-creation';
import { IAsyncTaskApi } from '../async-task-api-interface';

/**
 * What every task API has in common, wherever it was created.
 *
 * @internal
 */
export abstract class AsyncTaskApiBase extends Resource implements IAsyncTaskApi {
  public abstract readonly apiUrl: string;
  public abstract readonly apiId: string;
  public abstract readonly apiName: string;
  public abstract readonly table: dynamodb.ITable;
  public abstract readonly topic: sns.ITopic;
  public abstract readonly createFunctionArn?: string;

  /** The stage that callers go through. */
  protected abstract readonly stageName: string;
  /** Whether callers need IAM permissions; assumed where it is not known. */
  protected readonly wantsIam: boolean = true;
  /** Whether `GET /openapi.json` is one of its routes; not assumed, since it could be somebody else's. */
  protected readonly describesItself: boolean = false;

  /**
   * Lets somebody create tasks: over HTTP (`POST /tasks` and `POST /tasks/batch`), which only means something with
   * `TaskApiAuth.iam()`, and by invoking `createFunctionArn`, if that is known. Whoever invokes it is no client and says
   * whose task it creates: grant it to what may create tasks in every scope. A Lambda function learns the ARN from its
   * environment variable `ASYNC_TASKS_CREATE_FUNCTION`, which the clients of `cdk-async-tasks/client` and
   * `async_tasks.client` read.
   */
  public grantCreate(grantee: iam.IGrantable): iam.Grant {
    const routes = routesIn('create');
    if (!this.createFunctionArn) return this.grantRoutes(grantee, routes);
    const invocation = grantTaskCreation(grantee, this, this.createFunctionArn);
    return this.wantsIam ? this.grantRoutes(grantee, routes).combine(invocation) : invocation;
  }

  /**
   * Lets somebody read and list tasks over HTTP (`GET /tasks` and `GET /tasks/{id}`), and the API's description if it
   * answers with one. Only means something with `TaskApiAuth.iam()`.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, [...routesIn('read'), ...(this.describesItself ? routesIn('describe') : [])]);
  }

  /**
   * Lets somebody cancel tasks, retry failed ones and delete settled ones over HTTP (`POST /tasks/{id}/cancel`,
   * `POST /tasks/{id}/retry` and `DELETE /tasks/{id}`). Only means something with `TaskApiAuth.iam()`.
   */
  public grantManage(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, routesIn('manage'));
  }

  /**
   * Lets an external worker report on tasks over HTTP (`PATCH /tasks/{id}`). Only means something with
   * `TaskApiAuth.iam()`.
   */
  public grantReport(grantee: iam.IGrantable): iam.Grant {
    return this.grantRoutes(grantee, routesIn('report'));
  }

  private grantRoutes(grantee: iam.IGrantable, routes: Route[]): iam.Grant {
    if (!this.wantsIam) {
      Annotations.of(this).addWarningV2('cdk-async-tasks:grantWithoutIam', `a grant to call ${routes.join(' and ')} decides nothing: this API does not ask for IAM permissions`);
    }
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: routes.map(splitRoute).map(({ method, path }) => this.stack.formatArn({
        service: 'execute-api',
        resource: this.apiId,
        resourceName: `${this.stageName}/${method}${path.replace('{id}', '*')}`,
      })),
    });
  }
}
