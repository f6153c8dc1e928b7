import { creationContext } from './creation-context';
import type { RunContext } from './resources';
import type { CreateAnswer, Creator } from '../../runtime/core/ports';
import type { Environment, Reply } from '../aws/environment';
import type { ApiFunction } from '../aws/gateway';
import { nameOf } from '../aws/invocation';
import type { LambdaFunction } from '../aws/lambda';
import type { DirectCall } from '../aws/requests';
import { SECOND } from '../world/time';

/** How often an SDK sends an invocation in all that was throttled, or whose answer did not come. */
const SDK_ATTEMPTS = 3;

type Answers = readonly CreateAnswer[];

/** The api function as the code of a worker invokes it. */
export function creatorOf(context: RunContext, api: LambdaFunction<ApiFunction>, environment: Environment): Creator {
  return {
    create: (text) => {
      const call = { requests: JSON.parse(text) };
      return environment.call<Answers>((reply) => send(context, api, environment, call, reply, SDK_ATTEMPTS - 1));
    },
  };
}

function send(
  context: RunContext, api: LambdaFunction<ApiFunction>, environment: Environment, call: DirectCall, reply: Reply<Answers>, left: number,
): void {
  const { world, faults, observer } = context;
  const invoker = environment.invocation!;
  const isLost = faults.strikes('invocation answer lost', nameOf(invoker));
  const repeat = (name: string): void => {
    if (left === 0) reply.error(Object.assign(new Error(`${name} of the simulated function`), { name }));
    else if (reply.isAwaited()) send(context, api, environment, call, reply, left - 1);
  };
  api.invoke<Answers>(
    (handle) => handle(call.requests, creationContext()),
    (outcome, invocation) => {
      if (outcome.kind === 'returned') observer.onDirectAnswer(invocation!, call, outcome.result);
      if (outcome.kind === 'threw') observer.onFailure(invocation!, outcome.error);
      if (outcome.kind !== 'returned' || isLost) invoker.faults += 1;

      if (isLost) world.soon(SECOND, 3 * SECOND, () => repeat('TimeoutError'));
      else if (outcome.kind === 'throttled') world.soon(100, 500, () => repeat('TooManyRequestsException'));
      // A caller that was told of an error by the function does not repeat its call.
      else if (outcome.kind !== 'returned') world.soon(1, 20, () => reply.error(new Error(`the api function failed: ${outcome.kind}`)));
      else world.soon(1, 20, () => reply.value(outcome.result));
    },
    call,
  );
}
