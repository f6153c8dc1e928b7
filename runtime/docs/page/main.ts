import type { Description, SecurityScheme } from './description';
import { element } from './dom';
import { operationElement } from './operation';
import { prose } from './prose';
import type { Route } from './routes';
import { routesOf } from './routes';
import { isSupported, schemeOf, Session } from './session';
import { labelled } from './try-it';

/** The page's places, which are there before it knows what to put into them. */
const [header, nav, main] = ['header', 'nav', 'main'].map((id) => document.getElementById(id)!);

/** Shows the API by its description, which lies beside the page behind every domain, stage and mapping. */
async function show(): Promise<void> {
  const url = new URL('openapi.json', document.baseURI);
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the answer is ${response.status}`);
    render(await response.json());
  } catch (error) {
    main.replaceChildren(element('p', { role: 'alert', class: 'failure' },
      `The description of this API, ${url.href}, could not be read: ${(error as Error).message}. Load the page again; if that does not help, see whether the API answers GET /openapi.json.`));
  }
}

function render(description: Description): void {
  const { info } = description;
  const session = new Session();
  const scheme = schemeOf(description);
  const routes = routesOf(description);
  document.title = info.title;
  header.replaceChildren(
    element('h1', {}, info.title),
    ...prose(info.description),
    element('p', {}, element('a', { href: 'openapi.json' }, 'This description as a document'), ` (OpenAPI 3.1), version ${info.version}`));
  const groups = groupsOf(description, routes);
  nav.replaceChildren(...groups.map(({ name, routes: members }) => element('div', {},
    element('p', {}, name),
    element('ul', {}, ...members.map(({ operation }) => element('li', {}, element('a', { href: `#${operation.operationId}` }, operation.summary)))))));
  main.replaceChildren(
    ...(scheme ? [authenticationElement(scheme, session)] : []),
    ...groups.map(({ name, text, routes: members }) => element('section', { 'aria-labelledby': `tag-${name}` },
      element('h2', { id: `tag-${name}` }, name),
      ...prose(text),
      ...members.map((route) => operationElement(description, route, session)))));
  // The browser looked for this place before it was there.
  if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

interface Group {
  readonly name: string;
  readonly text?: string;
  readonly routes: readonly Route[];
}

function groupsOf({ tags = [] }: Description, routes: readonly Route[]): Group[] {
  const names = new Set([...tags.map(({ name }) => name), ...routes.flatMap(({ operation }) => operation.tags)]);
  return [...names].map((name) => ({
    name,
    text: tags.find((tag) => tag.name === name)?.description,
    routes: routes.filter(({ operation }) => operation.tags[0] === name),
  }));
}

/** Where the user says who it is. */
function authenticationElement(scheme: SecurityScheme, session: Session): HTMLElement {
  const isToken = scheme.type !== 'apiKey' && scheme.scheme?.toLowerCase() !== 'basic';
  const field = element('input', { id: 'credential', type: 'password', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off' });
  field.addEventListener('input', () => {
    session.credential = field.value.trim().replace(isToken ? /^bearer\s+/i : '', '');
  });
  return element('section', { 'aria-labelledby': 'authentication' },
    element('h2', { id: 'authentication' }, 'Authentication'),
    ...prose(scheme.description),
    isSupported(scheme)
      ? labelled(field, isToken ? 'Token' : `Value of ${scheme.name ?? 'Authorization'}`, ['for the requests that you try; kept in the memory of this page only, and gone with it'])
      : element('p', {}, 'This page cannot send what this API asks for; its requests go without.'));
}

void show();
