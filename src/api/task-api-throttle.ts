/**
 * How many requests a route takes; beyond that, API Gateway answers 429 and nothing of the API is invoked. The gateway
 * aims at these numbers rather than guarantees them, and they hold for all clients together, not for each.
 */
export interface TaskApiThrottle {
  /**
   * How many requests a second the route takes in the long run; above 0, and not necessarily whole. The account's quota
   * for all its APIs in a region, 10,000 unless AWS has raised it, holds as well.
   */
  readonly rateLimit: number;

  /**
   * How many requests the route takes at once before the rate counts: a whole number, at least 1. The account's quota is
   * 5,000 unless AWS has raised it.
   */
  readonly burstLimit: number;
}
