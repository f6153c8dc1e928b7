import { STATUS_CODES } from 'node:http';
import type { FieldError } from '../../src/contract';

/** A problem as JSON has it (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title?: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

/** An answer that is an error: problem details for HTTP APIs, RFC 9457. */
export class Problem extends Error {
  /** These query parameters or headers are not what they should be. */
  public static malformed(errors: readonly FieldError[]): Problem {
    return new Problem(400, sentences(errors), errors);
  }

  /** The request is well-formed, but these places of its body are not what they should be. */
  public static invalid(errors: readonly FieldError[]): Problem {
    return new Problem(422, sentences(errors), errors);
  }

  /** The resource does not answer this method. */
  public static wrongMethod(method: string, allowed: readonly string[]): Problem {
    const allow = allowed.join(', ');
    return new Problem(405, `${method} is not something that this resource answers; it answers ${allow}.`, undefined, { allow });
  }

  /**
   * @param status  the HTTP status code
   * @param detail  a sentence that says what was wrong and what to do
   * @param errors  the places of the request that are wrong
   * @param headers more headers of the answer
   */
  public constructor(
    public readonly status: number,
    public readonly detail: string,
    public readonly errors?: readonly FieldError[],
    public readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** The document of the answer. */
  public toJSON(): ProblemDocument {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status],
      status: this.status,
      detail: this.detail,
      ...(this.errors && { errors: this.errors }),
    };
  }
}

/** A problem as the gateway takes it. */
export function problemResult(problem: Problem): { statusCode: number; headers: Record<string, string>; body: string } {
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/problem+json', ...problem.headers },
    body: JSON.stringify(problem),
  };
}

/** The errors by which DynamoDB, or the SDK when nothing has come from it, says: not now. */
const BUSY = new Set([
  'ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'TransactionConflictException',
  'ReplicatedWriteConflictException', 'ServiceUnavailable', 'InternalServerError', 'TimeoutError',
]);

/** The codes of connections that broke. */
const BROKEN = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']);

/** The answer to whatever was thrown: nothing of it but a problem's own words leaves the function. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && (BUSY.has(error.name) || BROKEN.has((error as NodeJS.ErrnoException).code ?? ''))) {
    return new Problem(503, 'The task table is busy; try again in a few seconds.', undefined, { 'retry-after': '5' });
  }
  return new Problem(500, 'The request failed for a reason that is not the request; it was logged.');
}

function sentences(errors: readonly FieldError[]): string {
  return errors.map(({ detail }) => detail).join(' ');
}
