import { randomUUID } from 'node:crypto';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { World } from './world';
import { signedFetch } from '../../local-aws';
import { ExpectedError } from '../../support/expected-error';

/**
 * Fires a schedule: invokes what the deployed schedule invokes, with what it says, as EventBridge Scheduler would at that
 * time. (The local AWS does not keep time to the second.) Gives the ids of the tasks.
 *
 * @param construct the id of the construct in the stack
 */
export async function fire(world: World, construct: string, scheduledTime = '2030-01-01T00:00:00Z'): Promise<string[]> {
  const { Arn: scheduleArn, Target: { Arn, Input } } = await scheduleOf(world, construct);
  const event = Input
    .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
  const { Payload, FunctionError } = await new LambdaClient(world.engine.clientConfig).send(new InvokeCommand({ FunctionName: Arn, Payload: event }));
  const answer = Payload && Buffer.from(Payload).toString('utf8');
  if (FunctionError) throw new ExpectedError(`The schedule ${construct} was refused: ${answer}`);
  return JSON.parse(answer ?? 'null').map(({ id }: { id: string }) => id);
}

interface Schedule {
  readonly Arn: string;
  readonly Target: { readonly Arn: string; readonly Input: string };
}

async function scheduleOf({ engine, stack }: World, construct: string): Promise<Schedule> {
  const client = new CloudFormationClient(engine.clientConfig);
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    const found = StackResourceSummaries.find(({ ResourceType, LogicalResourceId }) =>
      ResourceType === 'AWS::Scheduler::Schedule' && LogicalResourceId?.startsWith(construct));
    if (found) return readSchedule(engine, found.PhysicalResourceId!);
  }
  throw new ExpectedError(`The stack ${stack} has no schedule ${construct}.`);
}

async function readSchedule(engine: World['engine'], name: string): Promise<Schedule> {
  const response = await signedFetch(`${engine.endpoint}/schedules/${name}`, { credentials: engine.credentials, service: 'scheduler' });
  if (!response.ok) throw new Error(`the schedule ${name} could not be read: ${response.status} ${await response.text()}`);
  return await response.json() as Schedule;
}
