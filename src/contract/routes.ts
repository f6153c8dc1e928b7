/** The routes of the HTTP API, as API Gateway writes them. */
export const ROUTE = {
  create: 'POST /tasks',
  list: 'GET /tasks',
  read: 'GET /tasks/{id}',
  report: 'PATCH /tasks/{id}',
  cancel: 'POST /tasks/{id}/cancel',
  retry: 'POST /tasks/{id}/retry',
} as const;

export type Route = typeof ROUTE[keyof typeof ROUTE];

/** The method and the path of a route. */
export function splitRoute(route: Route): { method: string; path: string } {
  const [method, path] = route.split(' ');
  return { method, path };
}
