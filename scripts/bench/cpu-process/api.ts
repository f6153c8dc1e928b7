import { createRequire } from 'node:module';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { serve } from './serve';
import { lambdaContext } from '../../../simulator/aws/http-events';
import type { CpuScenario } from '../cpu-scenario';

/** The API's function, as it is published. */
serve<CpuScenario>(({ apiBundle, events }) => {
  const { handler } = createRequire(apiBundle)(apiBundle);
  const context = lambdaContext();
  const expect = (event: APIGatewayProxyEventV2, status: number) => async (): Promise<void> => {
    const { statusCode, body } = await handler(event, context);
    if (statusCode !== status) throw new Error(`${event.routeKey} was answered ${statusCode} instead of ${status}: ${body}`);
  };
  return {
    post: expect(events.post, 201),
    get: expect(events.get, 200),
    patch: expect(events.patch, 204),
    list: expect(events.list, 200),
    post_10kb: expect(events.post_10kb, 201),
    post_10kb_checked: expect(events.post_10kb_checked, 201),
  };
});
