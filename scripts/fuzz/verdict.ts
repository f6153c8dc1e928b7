import type { Round } from './round';
import { requestsOf } from './round';

/** What a run is held to. */
export interface Demands {
  readonly leastRequests: number;
  /** The operations that are described, as `POST /tasks`. */
  readonly operations: readonly string[];
}

/** What is wrong with a run, as sentences; nothing when all is well. */
export function faultsOf(round: Round, { leastRequests, operations }: Demands): string[] {
  const requests = requestsOf(round);
  const broken = [...round.answers].filter(([, statuses]) => [...statuses.keys()].some((status) => status >= 500)).map(([operation]) => operation);
  return [
    ...round.failures,
    ...broken.map((operation) => `${operation} was answered with a 5xx.`),
    ...operations.filter((operation) => !round.answers.has(operation)).map((operation) => `${operation} was never asked.`),
    ...(round.unanswered > 0 ? [`${round.unanswered} requests were not answered.`] : []),
    ...(round.isComplete ? [] : ['Schemathesis did not come to its end, or met with errors.']),
    ...(requests < leastRequests ? [`There were ${requests} requests, and there have to be ${leastRequests}.`] : []),
  ];
}

/** The operations that were never answered with anything but errors: of these, the checks have seen little. */
export function refusedOnly({ answers }: Round, operations: readonly string[]): string[] {
  return operations.filter((operation) => [...answers.get(operation)?.keys() ?? []].every((status) => status >= 400));
}
