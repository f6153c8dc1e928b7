import type { CreateRequest } from './creation';
import { Problem } from './problem';
import type { ScopeSource } from '../../src/contract';
import { IDEMPOTENCY_KEY_PATTERN, IDEMPOTENCY_KEY_RULE, SCOPE_PATTERN, SCOPE_RULE, SHARED_SCOPE } from '../../src/contract';

/**
 * Reads whose task a direct invocation creates, and by which key it is known. Its sender is no client, so nothing else
 * says it; without a word, the task belongs to no client.
 *
 * @param source where clients of the API have their scopes from
 */
export function readDirectRequest(request: unknown, source: ScopeSource): CreateRequest {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return { scope: SHARED_SCOPE, document: request };
  const { scope = SHARED_SCOPE, idempotency_key, ...document } = request as Record<string, unknown>;
  if (idempotency_key !== undefined && (typeof idempotency_key !== 'string' || !IDEMPOTENCY_KEY_PATTERN.test(idempotency_key))) {
    throw refused('idempotency_key', `idempotency_key must have ${IDEMPOTENCY_KEY_RULE}.`);
  }
  if (typeof scope !== 'string' || !SCOPE_PATTERN.test(scope)) throw refused('scope', `scope must have ${SCOPE_RULE}.`);
  if (source.from === 'shared' && scope !== SHARED_SCOPE) {
    throw refused('scope', `scope can only be ${JSON.stringify(SHARED_SCOPE)}: all clients of this API share one, and none would see the task.`);
  }
  return { scope, idempotency_key, document };
}

function refused(member: string, detail: string): Problem {
  return Problem.invalid([{ pointer: `#/${member}`, detail }]);
}
