import type { ApiFunction } from './api-function';
import { creationContext } from './api-function';
import type { Scene } from './surroundings';
import type { CreateAnswer } from '../../runtime/core/ports';
import type { ScheduledCreation } from '../../src/contract';
import { scheduledCreation } from '../../src/contract';
import { AsyncInvocations } from '../aws/async-invocations';
import type { LambdaFunction } from '../aws/lambda';
import { Scheduler } from '../aws/scheduler';
import type { Firing } from '../scenarios/firing';
import type { CreateRequest } from '../scenarios/requests';

/** Wires the schedules as the constructs do: each firing invokes the api function, which creates its task. */
export function wireSchedules({ world, faults, observer }: Scene, api: LambdaFunction<ApiFunction>): Scheduler {
  const invocations = new AsyncInvocations(world, faults, api);
  return new Scheduler(world, faults, (firing) => {
    const event = eventOf(firing);
    const call = { requests: event.tasks as readonly CreateRequest[], firing };
    observer.onFired(firing);
    invocations.send<readonly CreateAnswer[]>({
      subject: call,
      run: (handle) => handle(event, creationContext()),
      onOutcome: (outcome, invocation) => {
        if (outcome.kind === 'returned') observer.onDirectAnswer(invocation!, call, outcome.result);
        if (outcome.kind === 'threw') observer.onFailure(invocation!, outcome.error);
      },
      onGivenUp: () => firing.givenUp += 1,
    });
  });
}

/** The schedule's input, once EventBridge has written the context of the firing into it. */
function eventOf({ plan: { name, taskType, lane, data }, time }: Firing): ScheduledCreation {
  const input = JSON.stringify(scheduledCreation({ task_type: taskType, data, ...(lane !== undefined && { lane }) }));
  return JSON.parse(input
    .replaceAll('<aws.scheduler.schedule-arn>', `arn:aws:scheduler:eu-central-1:111122223333:schedule/default/${name}`)
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(time).toISOString().replace('.000Z', 'Z')));
}
