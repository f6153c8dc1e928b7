import type { Description, Operation, SecurityScheme } from './description';

/** What the page knows of its user: only in its memory, so that it is gone with the page. */
export class Session {
  /** What authenticates the user: a token, or whatever the security scheme wants. */
  public credential = '';
  private readonly idFields: HTMLInputElement[] = [];
  private taskId = '';

  /** A field for a task's id gets the id of the task that was last created, unless the user has put another there. */
  public addIdField(field: HTMLInputElement): void {
    this.idFields.push(field);
  }

  public rememberTask(id: string): void {
    for (const field of this.idFields) {
      if (field.value === this.taskId) field.value = id;
    }
    this.taskId = id;
  }
}

/** The security scheme of the API, which has at most one. */
export function schemeOf({ components, security }: Description): SecurityScheme | undefined {
  const [name] = Object.keys(security?.[0] ?? {});
  return name === undefined ? undefined : components?.securitySchemes?.[name];
}

/** Whether a caller has to be authenticated for an operation. */
export function isSecured(description: Description, { security = description.security ?? [] }: Operation): boolean {
  return security.some((requirement) => Object.keys(requirement).length > 0);
}

/** The OAuth scopes of which a caller needs one. */
export function scopesOf({ security = [] }: Operation): string[] {
  return security.flatMap((requirement) => Object.values(requirement).flat());
}

/** Whether the page can send what a security scheme wants: it neither signs requests nor sets cookies. */
export function isSupported({ type, in: place, ...scheme }: SecurityScheme): boolean {
  if (type === 'apiKey') return place !== 'cookie' && !('x-amazon-apigateway-authtype' in scheme && scheme['x-amazon-apigateway-authtype'] === 'awsSigv4');
  return type === 'http' ? ['bearer', 'basic'].includes(scheme.scheme?.toLowerCase() ?? '') : ['oauth2', 'openIdConnect'].includes(type);
}

/** Adds to a request what authenticates the user. */
export function authenticate({ type, scheme, in: place, name = '' }: SecurityScheme, credential: string, url: URL, headers: Headers): void {
  if (type !== 'apiKey') headers.set('authorization', `${scheme?.toLowerCase() === 'basic' ? 'Basic' : 'Bearer'} ${credential}`);
  else if (place === 'query') url.searchParams.set(name, credential);
  else headers.set(name, credential);
}
