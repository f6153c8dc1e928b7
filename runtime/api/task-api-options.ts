import type { Logger } from '@aws-lambda-powertools/logger';
import type { Catalogue } from './catalogue';
import type { ReporterRule, ScopeSource } from '../../src/contract';
import type { TaskPolicy } from '../core/policy';
import type { Ports, TaskMetrics } from '../core/ports';

/** What the construct has decided, and what the API works with. */
export interface TaskApiOptions {
  readonly ports: Ports;
  readonly policy: TaskPolicy;
  /** Where the scope of a client's request comes from. */
  readonly scope: ScopeSource;
  /** Who may report; whoever gets as far as here when it is left out. */
  readonly reporters?: ReporterRule;
  readonly catalogue: Catalogue;
  /** For how many milliseconds at most a client may wait for its task to settle; none may when it is left out. */
  readonly longPolling?: number;
  readonly logger: Logger;
  readonly metrics: TaskMetrics;
}
