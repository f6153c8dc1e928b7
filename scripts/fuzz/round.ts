/** How often each status was answered, by operation: `POST /tasks` → 201 → 17. */
export type Answers = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** What came of one round of requests. */
export interface Round {
  readonly answers: Answers;
  /** Requests that nobody answered. */
  readonly unanswered: number;
  /** The failures of checks, each kind once an operation, as `ST202 Schema-valid request rejected: POST /tasks`. */
  readonly failures: readonly string[];
  /** The failures that were accepted. */
  readonly accepted: number;
  /** Whether it came to its end by itself, and nothing went wrong on the way. */
  readonly isComplete: boolean;
}

/** A scenario of schemathesis' events, as far as it counts here. */
interface Scenario {
  readonly recorder: {
    readonly cases: Readonly<Record<string, { readonly value: { readonly method: string; readonly path: string } }>>;
    readonly interactions?: Readonly<Record<string, { readonly response?: { readonly status_code: number } | null }>>;
  };
}

interface Report {
  readonly complete: boolean;
  readonly failures: ReadonlyArray<{ readonly code: string; readonly title: string; readonly operations: readonly string[] }>;
  readonly errors: readonly unknown[];
  readonly filtered: number;
}

/**
 * Reads what schemathesis says of a round.
 *
 * @param events its events, one JSON document a line
 * @param report its report, as JSON
 */
export function readRound(events: string, report: string): Round {
  const { complete, failures, errors, filtered } = JSON.parse(report) as Report;
  return {
    ...countAnswers(events.split('\n').filter((line) => line.startsWith('{"ScenarioFinished"')).map((line) => JSON.parse(line).ScenarioFinished)),
    failures: failures.flatMap(({ code, title, operations: where }) => where.map((operation) => `${code} ${title}: ${operation}`)),
    accepted: filtered,
    isComplete: complete && errors.length === 0,
  };
}

function countAnswers(scenarios: readonly Scenario[]): Pick<Round, 'answers' | 'unanswered'> {
  const answers = new Map<string, Map<number, number>>();
  let unanswered = 0;
  for (const { recorder: { cases, interactions = {} } } of scenarios) {
    for (const [id, { response }] of Object.entries(interactions)) {
      const { method, path } = cases[id]!.value;
      if (response) count(answers, `${method} ${path}`, response.status_code, 1);
      else unanswered += 1;
    }
  }
  return { answers, unanswered };
}

/** What came of several rounds together. */
export function joinRounds(rounds: readonly Round[]): Round {
  const answers = new Map<string, Map<number, number>>();
  for (const round of rounds) {
    for (const [operation, statuses] of round.answers) {
      for (const [status, times] of statuses) count(answers, operation, status, times);
    }
  }
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  return {
    answers,
    unanswered: sum(({ unanswered }) => unanswered),
    failures: [...new Set(rounds.flatMap(({ failures }) => failures))],
    accepted: sum(({ accepted }) => accepted),
    isComplete: rounds.every(({ isComplete }) => isComplete),
  };
}

/** How many requests were answered. */
export function requestsOf({ answers }: Round): number {
  return [...answers.values()].flatMap((statuses) => [...statuses.values()]).reduce((sum, times) => sum + times, 0);
}

function count(answers: Map<string, Map<number, number>>, operation: string, status: number, times: number): void {
  const statuses = answers.get(operation) ?? new Map<number, number>();
  answers.set(operation, statuses.set(status, (statuses.get(status) ?? 0) + times));
}
