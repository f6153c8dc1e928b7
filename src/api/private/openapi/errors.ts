import { STATUS_CODES } from 'http';
import { contentOf, describeParameter } from './content';
import type { Route } from '../../../contract';
import type { DeclaredExample, DeclaredParameter, DeclaredProblem } from '../../../contract/http';
import { GATEWAY_ANSWERS, problemsOf } from '../../../contract/http';

/** An answer that is an error: the API's own, the gateway's, or either. */
export interface DescribedError {
  readonly status: number;
  /** Its name among the components: the same for the same answers. */
  readonly name: string;
  readonly response: object;
}

const RETRY_AFTER: DeclaredParameter = { description: 'In how many seconds to try again.', schema: { type: 'integer' } };

/**
 * The errors that a request may be answered with.
 *
 * @param authenticated whether callers have to authenticate
 */
export function errorsOf(route: Route, authenticated: boolean): DescribedError[] {
  const isPossible = ({ authentication }: { authentication?: boolean }): boolean => authenticated || !authentication;
  const problems = problemsOf(route).filter(isPossible);
  const gateway = Object.entries(GATEWAY_ANSWERS).filter(([, answer]) => isPossible(answer)).map(([status]) => Number(status));
  const statuses = [...new Set([...problems.map(({ status }) => status), ...gateway])].sort((one, other) => one - other);
  return statuses.map((status) => errorOf(status, problems.filter((problem) => problem.status === status)));
}

function errorOf(status: number, problems: readonly DeclaredProblem[]): DescribedError {
  const gateway = GATEWAY_ANSWERS[status];
  return {
    status,
    name: problems.map(({ name }) => name).join('Or') || gateway.name,
    response: {
      description: [...problems.map(({ description }) => description), ...(gateway ? [`From the gateway: ${gateway.description}`] : [])].join(' '),
      ...(problems.some(({ retryAfter }) => retryAfter) && { headers: { 'Retry-After': describeParameter(RETRY_AFTER) } }),
      content: {
        ...(problems.length > 0 && contentOf('application/problem+json', 'Problem', Object.fromEntries(problems.map((problem) => [problem.name, exampleOf(problem)])))),
        ...(gateway && contentOf('application/json', 'GatewayError', { [gateway.name]: { summary: 'From the gateway', value: { message: gateway.message } } })),
      },
    },
  };
}

function exampleOf({ status, description, detail, errors }: DeclaredProblem): DeclaredExample {
  return { summary: description, value: { type: 'about:blank', title: STATUS_CODES[status], status, detail, ...(errors && { errors }) } };
}
