import { creationContext } from './creation-context';
import type { RunContext } from './resources';
import type { CreateAnswer } from '../../runtime/core/ports';
import type { ScheduledCreation } from '../../src/contract';
import { scheduledCreation } from '../../src/contract';
import { AsyncInvocations } from '../aws/async-invocations';
import type { ApiFunction } from '../aws/gateway';
import type { LambdaFunction } from '../aws/lambda';
import type { CreateRequest } from '../aws/requests';
import type { Schedule } from '../aws/scheduler';
import { Scheduler } from '../aws/scheduler';
import type { SchedulePlan } from '../scenarios/settings';

/** Deploys the schedules as the constructs do: each firing invokes the api function, which creates its task. */
export function deploySchedules({ world, faults, observer, settings }: RunContext, api: LambdaFunction<ApiFunction>): void {
  const invocations = new AsyncInvocations(world, faults, api);
  const scheduler = new Scheduler(world, faults, (firing) => {
    const event = JSON.parse(firing.input) as ScheduledCreation;
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
  scheduler.start(settings.schedules.map(toSchedule));
}

function toSchedule({ name, from, every, firings, taskType, lane, data }: SchedulePlan): Schedule {
  const input = JSON.stringify(scheduledCreation({ task_type: taskType, data, ...(lane !== undefined && { lane }) }));
  return { name, from, every, firings, input };
}
