import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { httpEvent, lambdaContext } from './http-events';
import type { LambdaFunction } from './lambda';
import type { HttpRequest, HttpResponse } from './requests';
import type { ServiceObserver } from './service-observer';
import type { Faults } from '../world/faults';
import type { World } from '../world/world';

/** The api function's code. It is invoked directly as well; the event and the context show how. */
export type ApiFunction = (event: unknown, context: Context) => Promise<any>;

/** The HTTP API in front of the api function: it answers for the function when that does not. */
export class Gateway {
  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly api: LambdaFunction<ApiFunction>,
    private readonly observer: ServiceObserver,
  ) {}

  /**
   * Sends a request.
   *
   * @param answer gets nothing when the answer is lost on its way
   */
  public send(request: HttpRequest, answer: (response: HttpResponse | undefined) => void): void {
    const respond = (response: HttpResponse): void => {
      const isLost = this.faults.strikes('client gone', request.id);
      this.world.soon(5, 100, () => answer(isLost ? undefined : response));
    };
    this.api.invoke<APIGatewayProxyStructuredResultV2>(
      (handle, invocation) => handle(eventOf(request), { ...lambdaContext(), getRemainingTimeInMillis: () => invocation.getRemainingTimeInMillis() }),
      (outcome, invocation) => {
        if (outcome.kind === 'returned') {
          const { statusCode, body } = outcome.result;
          this.observer.onAnswer(invocation!, request, statusCode, body ?? '');
          respond({ status: statusCode!, body: body ? JSON.parse(body) : undefined });
        } else if (outcome.kind === 'threw') {
          this.observer.onAnswer(invocation!, request, undefined, String(outcome.error));
          respond({ status: 500, body: undefined });
        } else {
          respond({ status: outcome.kind === 'throttled' ? 429 : 503, body: undefined });
        }
      },
      request,
    );
  }
}

function eventOf({ route, id, body, role, idempotencyKey }: HttpRequest): unknown {
  const event = httpEvent(route, { id, body, headers: idempotencyKey === undefined ? undefined : { 'idempotency-key': idempotencyKey } });
  const iam = { ...(event.requestContext as any).authorizer.iam, userArn: `arn:aws:sts::111122223333:assumed-role/${role ?? 'worker'}/session` };
  return { ...event, requestContext: { ...event.requestContext, authorizer: { iam } } };
}
