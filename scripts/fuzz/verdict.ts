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
  const refused = operations.filter((operation) => ![...round.answers.get(operation)?.keys() ?? []].some((status) => status < 400));
  return [
    ...round.failures,
    ...broken.map((operation) => `${operation} was answered with a 5xx.`),
    // Checks that see nothing, or refusals only, have checked little.
    ...refused.map((operation) => `${operation} was never asked, or never answered with anything but errors.`),
    ...(round.unanswered > 0 ? [`${round.unanswered} requests were not answered.`] : []),
    ...(round.isComplete ? [] : ['Schemathesis did not come to its end, or met with errors.']),
    ...(requests < leastRequests ? [`There were ${requests} requests, and there have to be ${leastRequests}.`] : []),
  ];
}
