import type { Content, Description, Operation, Parameter, Response } from './description';
import { resolve } from './description';
import { element, json, list, unfolding } from './dom';
import { prose, withCode } from './prose';
import type { Route } from './routes';
import { limitsOf, schemaTree, typeOf } from './schema-tree';
import type { Session } from './session';
import { isSecured, scopesOf } from './session';
import { tryIt } from './try-it';

/** All that there is to say of an operation, and the form that tries it. */
export function operationElement(description: Description, route: Route, session: Session): HTMLElement {
  const { operation } = route;
  const { operationId, summary, parameters = [], requestBody } = operation;
  return element('article', { 'id': operationId, 'tabindex': '-1', 'aria-labelledby': `${operationId}-title` },
    element('h3', { id: `${operationId}-title` }, summary),
    routeElement(route),
    ...prose(operation.description),
    accessElement(description, operation),
    ...withTitle('Parameters', list('tree', parameters.map((parameter) => parameterItem(description, parameter)))),
    ...withTitle(requestBody?.required ? 'Body' : 'Body, which may be left out', requestBody && contentElement(description, requestBody.content)),
    ...withTitle('Answers', answersElement(description, operation)),
    tryIt(description, route, session));
}

/** A method and a path. */
export function routeElement({ method, path }: Route): HTMLElement {
  // A line may end before each part of the path.
  const parts = path.split(/(?=\/)/).flatMap((part) => [element('wbr'), part]);
  return element('p', { class: 'route' }, element('span', { class: `method ${method.toLowerCase()}` }, method), ' ', element('code', {}, ...parts));
}

function withTitle(title: string, content: HTMLElement | undefined): HTMLElement[] {
  return content ? [element('h4', {}, title), content] : [];
}

function accessElement(description: Description, operation: Operation): HTMLElement | undefined {
  if (!isSecured(description, operation)) return description.security?.length ? element('p', { class: 'access' }, 'Everybody may send this.') : undefined;
  const scopes = scopesOf(operation);
  if (scopes.length === 0) return undefined;
  return element('p', { class: 'access' }, ...withCode(`Needs the scope ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.`));
}

function parameterItem(description: Description, { name, in: place, required, schema, description: text }: Parameter): HTMLLIElement {
  const limits = limitsOf(description, schema);
  return element('li', {},
    element('p', { class: 'head' },
      element('code', {}, name), ' ',
      element('span', { class: 'type' }, `${typeOf(description, schema)}, ${place === 'header' ? 'a header' : `in the ${place}`}`),
      required && element('span', { class: 'required' }, ' required')),
    ...prose(text),
    limits !== '' && element('p', { class: 'limits' }, limits));
}

/** The answers of an operation; its errors, which are much the same everywhere, unfold. */
function answersElement(description: Description, { responses }: Operation): HTMLElement {
  const show = (statuses: readonly string[]): HTMLElement[] => (
    statuses.map((status) => responseElement(description, status, resolve(description, responses[status])))
  );
  const isError = (status: string): boolean => Number(status) >= 400;
  const errors = Object.keys(responses).filter(isError);
  return element('div', {},
    ...show(Object.keys(responses).filter((status) => !isError(status))),
    errors.length > 0 && unfolding(`Errors: ${errors.join(', ')}`, 'answer', () => show(errors)));
}

function responseElement(description: Description, status: string, { description: text, headers = {}, content = {} }: Response): HTMLElement {
  const summary = element('span', {}, element('span', { class: Number(status) < 400 ? 'status' : 'status bad' }, status), ' ', ...withCode(text));
  const headerItems = Object.entries(headers).map(([name, { description: meaning, schema }]) => element('li', {},
    element('p', { class: 'head' }, element('code', {}, name), ' ', element('span', { class: 'type' }, `${typeOf(description, schema)}, a header`)),
    ...prose(meaning)));
  return unfolding(summary, 'answer', () => {
    const inside = [list('tree', headerItems), Object.keys(content).length > 0 && contentElement(description, content)];
    return inside.some(Boolean) ? inside : [element('p', {}, 'Without a body.')];
  });
}

/** What a body may be, with its examples. */
function contentElement(description: Description, content: Content): HTMLElement {
  return element('div', {}, ...Object.entries(content).flatMap(([mediaType, { schema, examples = {} }]) => [
    element('p', { class: 'media-type' }, element('code', {}, mediaType)),
    schemaTree(description, schema),
    ...Object.entries(examples).map(([name, { summary, value }]) => unfolding(`Example: ${summary ?? name}`, 'branch', () => [json(value)])),
  ]));
}
