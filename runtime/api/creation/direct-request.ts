import type { CreateRequest } from './creation';
import type { Parents } from './parents';
import type { ScopeSource } from '../../../src/contract';
import { IDEMPOTENCY_KEY_PATTERN, IDEMPOTENCY_KEY_RULE, MAX_DEPTH, SCOPE_PATTERN, SCOPE_RULE, SHARED_SCOPE } from '../../../src/contract';
import { nameOf, quote } from '../../../validation/wording/values';
import { depthBelow } from '../../core/operations/create';
import type { TaskRecord } from '../../core/record/task-record';
import { Problem } from '../../http/problem';

/**
 * Reads whose task a direct invocation creates, and by which key it is known. Its sender is no client, so nothing else
 * says it; without a word, the task belongs to no client. One that a task creates belongs to whom that task belongs.
 *
 * @param source where clients of the API have their scopes from
 */
export async function readDirectRequest(request: unknown, source: ScopeSource, parents: Parents): Promise<CreateRequest> {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return { scope: SHARED_SCOPE, document: request };
  const { scope, idempotency_key, parent_id, parent_created_time, ...document } = request as Record<string, unknown>;
  if (idempotency_key !== undefined && (typeof idempotency_key !== 'string' || !IDEMPOTENCY_KEY_PATTERN.test(idempotency_key))) {
    throw refused('idempotency_key', `idempotency_key must have ${IDEMPOTENCY_KEY_RULE}.`);
  }
  checkScope(scope, source);
  if (parent_id === undefined) return { scope: scope ?? SHARED_SCOPE, idempotency_key, document };

  const parent = await readParent(parent_id, parent_created_time, parents);
  if (scope !== undefined && scope !== parent.scope) throw refused('scope', `scope can only be that of the task ${parent.id}, which creates this one; leave it out.`);
  return { scope: parent.scope, idempotency_key, parent, document };
}

function checkScope(scope: unknown, source: ScopeSource): asserts scope is string | undefined {
  if (scope === undefined) return;
  if (typeof scope !== 'string' || !SCOPE_PATTERN.test(scope)) throw refused('scope', `scope must have ${SCOPE_RULE}.`);
  if (source.from === 'shared' && scope !== SHARED_SCOPE) {
    throw refused('scope', `scope can only be ${JSON.stringify(SHARED_SCOPE)}: all clients of this API share one, and none would see the task.`);
  }
}

/** The task that creates another: with the time of its creation, it is not taken for an earlier one of the same id. */
async function readParent(id: unknown, createdTime: unknown, parents: Parents): Promise<TaskRecord> {
  if (typeof id !== 'string') throw refused('parent_id', `parent_id must be the id of the task that creates this one, not ${nameOf(id)}.`);
  const parent = await parents.read(id);
  if (!parent || parent.created_time !== (createdTime ?? parent.created_time)) {
    throw refused('parent_id', `There is no task ${quote(id)}, or not any more, so that it can create none.`);
  }
  const depth = depthBelow(parent);
  if (depth > MAX_DEPTH) {
    throw refused('parent_id', `The task would be ${depth} generations below the first, and there may be ${MAX_DEPTH}: tasks that create one another without end are stopped here. What has to go on for longer is begun by a client, or by a schedule.`);
  }
  return parent;
}

function refused(member: string, detail: string): Problem {
  return Problem.invalid([{ pointer: `#/${member}`, detail }]);
}
