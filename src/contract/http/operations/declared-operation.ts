import type { Route } from '../../routes';
import type { JsonSchema } from '../json-schema';
import type { DeclaredProblem } from '../problems';
import type { SchemaName } from '../schemas';

/** A query parameter or a header of a request. */
export interface DeclaredParameter {
  readonly description: string;
  /**
   * Of a query parameter, a schema of `type` string, integer, boolean, or array: several values with commas between them.
   * Of a header, one of `type` string.
   */
  readonly schema: JsonSchema;
}

/** The body of a request. */
export interface DeclaredBody {
  readonly schema: SchemaName;
  /** Whether the request may come without one. */
  readonly optional?: boolean;
  readonly examples?: Readonly<Record<string, DeclaredExample>>;
}

/** An answer that is no error. */
export interface DeclaredAnswer {
  readonly description: string;
  /** The schema of the body; without it, there is none. */
  readonly schema?: SchemaName;
  readonly headers?: Readonly<Record<string, DeclaredHeader>>;
  readonly examples?: Readonly<Record<string, DeclaredExample>>;
  /** The requests for which the answer has what they need. */
  readonly links?: readonly DeclaredLink[];
}

/** A request that follows an answer. */
export interface DeclaredLink {
  readonly route: Route;
  readonly description: string;
  /** What its parameters are, each by its name: a runtime expression of OpenAPI. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A header of an answer. */
export interface DeclaredHeader extends DeclaredParameter {
  /** Whether some of these answers do not have it. */
  readonly optional?: boolean;
}

export interface DeclaredExample {
  readonly summary: string;
  readonly value: unknown;
}

/**
 * What the API does for one route. A query parameter, a header or a member of the body that is added here is let through,
 * checked and described; every other query parameter and member is refused by name. (Headers that nobody knows are
 * ignored: whatever a request passes on its way may add some.)
 */
export interface DeclaredOperation {
  /** What generated clients call it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: Tag;
  readonly query?: Readonly<Record<string, DeclaredParameter>>;
  readonly headers?: Readonly<Record<string, DeclaredParameter>>;
  readonly body?: DeclaredBody;
  /** The answers that are no errors, by status. */
  readonly answers: Readonly<Record<number, DeclaredAnswer>>;
  /** The errors of its own, besides those that {@link problemsOf} adds. */
  readonly problems?: readonly DeclaredProblem[];
}

/** The groups of the operations. */
export const TAGS = {
  Tasks: 'What clients do: create tasks, follow them, and intervene.',
  Workers: 'What a worker does that reports over HTTP instead of running inside the library\'s function.',
  Description: 'What this is.',
} as const;

export type Tag = keyof typeof TAGS;
