/** The routes of the HTTP API, as API Gateway writes them. */
export const ROUTE = {
  create: 'POST /tasks',
  createAll: 'POST /tasks/batch',
  list: 'GET /tasks',
  read: 'GET /tasks/{id}',
  report: 'PATCH /tasks/{id}',
  cancel: 'POST /tasks/{id}/cancel',
  retry: 'POST /tasks/{id}/retry',
  remove: 'DELETE /tasks/{id}',
  openApi: 'GET /openapi.json',
} as const;

export type Route = typeof ROUTE[keyof typeof ROUTE];

/** What a caller does with a route: whoever may call one of a group may call all of it. */
export type RouteGroup = 'create' | 'read' | 'manage' | 'report' | 'describe';

const GROUP: Readonly<Record<Route, RouteGroup>> = {
  [ROUTE.create]: 'create',
  [ROUTE.createAll]: 'create',
  [ROUTE.list]: 'read',
  [ROUTE.read]: 'read',
  [ROUTE.report]: 'report',
  [ROUTE.cancel]: 'manage',
  [ROUTE.retry]: 'manage',
  [ROUTE.remove]: 'manage',
  [ROUTE.openApi]: 'describe',
};

/** The group of a route. */
export function groupOf(route: Route): RouteGroup {
  return GROUP[route];
}

/** The routes of a group. */
export function routesIn(group: RouteGroup): Route[] {
  return Object.values(ROUTE).filter((route) => groupOf(route) === group);
}

/** The method and the path of a route. */
export function splitRoute(route: string): { method: string; path: string } {
  const [method, path] = route.split(' ');
  return { method, path };
}
