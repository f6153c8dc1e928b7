import type { ChildRules } from './child-rules';
import type { FiringRules } from './firing-rules';
import type { TaskState } from './task-state';
import type { Violate } from './violation';
import type { Item } from '../../runtime/core/ports';
import { SHARED_SCOPE } from '../../src/contract';
import type { AcceptedWrite } from '../aws/dynamodb/table';
import type { CreateRequest } from '../aws/requests';
import { createRequestsOf } from '../aws/requests';
import { scopeOf } from '../scenarios/roles';
import { laneOf } from '../scenarios/task-types';

/** What must hold of new tasks: each is what its request asked for. */
export class CreationRules {
  /** The texts of payloads that have items of their own. */
  private readonly payloads = new Map<string, string>();

  public constructor(
    private readonly violate: Violate,
    private readonly tasks: ReadonlyMap<string, TaskState>,
    private readonly children: ChildRules,
    private readonly firings: FiringRules,
  ) {}

  /** Follows the items that are no tasks. */
  public onPayload({ id, item }: AcceptedWrite): void {
    if (item?.payload !== undefined) this.payloads.set(id, item.payload);
    else if (!item) this.payloads.delete(id);
  }

  public hasPayload(id: string): boolean {
    return this.payloads.has(id);
  }

  /** Returns the request that a new task is the answer to: of several at once, the one with its data. */
  public onCreation(state: TaskState, { writer }: AcceptedWrite, item: Item): CreateRequest {
    const subject = writer!.subject!;
    const requests = createRequestsOf(subject);
    const text = item.data ?? this.payloads.get(item.data_ref);
    const request = requests.length === 1 ? requests[0] : requests.find(({ data }) => JSON.stringify(data) === text)!;
    if ('requests' in subject && subject.firing) this.firings.onCreation(state, subject.firing);
    this.children.onCreation(state, request, item, writer!);
    this.checkPlace(state, 'route' in subject ? scopeOf(subject.role!) : request.scope, request, item);
    return request;
  }

  /** A task is whose it should be, and in the lane that was asked for. */
  private checkPlace(state: TaskState, scope: string | undefined, request: CreateRequest, item: Item): void {
    const parent = request.parent_id === undefined ? undefined : this.tasks.get(request.parent_id)!.item;
    const wanted = { scope: scope ?? parent?.scope ?? SHARED_SCOPE, lane: laneOf(request.task_type, request.lane, parent?.lane) };
    if (item.scope !== wanted.scope) this.violate(state, 'a task is its client\'s', `its scope is ${item.scope}, and ought to be ${wanted.scope}`);
    if (item.lane !== wanted.lane) this.violate(state, 'a task has the lane that was asked for', `its lane is ${item.lane}, and ought to be ${wanted.lane}`);
  }
}
