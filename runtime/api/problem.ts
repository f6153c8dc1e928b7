import { STATUS_CODES } from 'node:http';

/** What is wrong with one place of a request. */
export interface FieldError {
  /** A JSON pointer into the request's body, in its URI form: `#/ttl`. */
  readonly pointer: string;
  readonly detail: string;
}

/** An answer that is an error: problem details for HTTP APIs, RFC 9457. */
export class Problem extends Error {
  /** The request is well-formed, but these places of it are not what they should be. */
  public static invalid(errors: readonly FieldError[]): Problem {
    return new Problem(422, errors.map((error) => error.detail).join(' '), errors);
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
  public toJSON(): Record<string, unknown> {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status],
      status: this.status,
      detail: this.detail,
      ...(this.errors && { errors: this.errors }),
    };
  }
}

/** The errors by which DynamoDB says: not now. */
const BUSY = new Set(['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'ServiceUnavailable', 'TimeoutError']);

/** The answer to whatever was thrown: nothing of it but a problem's own words leaves the function. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && BUSY.has(error.name)) {
    return new Problem(503, 'The task table is busy; try again in a few seconds.', undefined, { 'retry-after': '5' });
  }
  return new Problem(500, 'The request failed for a reason that is not the request; it was logged.');
}
