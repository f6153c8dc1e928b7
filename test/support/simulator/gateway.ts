import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Faults } from './faults';
import type { LambdaFunction } from './lambda';
import type { Observer } from './observer';
import type { HttpRequest, HttpResponse } from './requests';
import type { World } from './world';
import type { HttpHandler } from '../../../runtime/api/http';
import { httpEvent, lambdaContext } from '../../../scripts/bench/http-events';

/** The HTTP API in front of the api function: it answers for the function when that does not. */
export class Gateway {
  public constructor(
    private readonly world: World,
    private readonly faults: Faults,
    private readonly api: LambdaFunction<HttpHandler>,
    private readonly observer: Observer,
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
      (http, invocation) => http(httpEvent(request.route, { id: request.id, body: request.body, headers: headersOf(request) }), {
        ...lambdaContext(), getRemainingTimeInMillis: () => invocation.getRemainingTimeInMillis(),
      }),
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

function headersOf({ idempotencyKey }: HttpRequest): Record<string, string> | undefined {
  return idempotencyKey === undefined ? undefined : { 'idempotency-key': idempotencyKey };
}
