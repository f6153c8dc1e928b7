import { answerElement, failureElement } from './answer';
import type { Description, Parameter } from './description';
import { resolve } from './description';
import { element, unfolding } from './dom';
import type { Route } from './routes';
import { limitsOf } from './schema-tree';
import type { Session } from './session';
import { authenticate, isSecured, schemeOf } from './session';

/** A field, and the parameter whose value it holds. */
interface ParameterField {
  readonly parameter: Parameter;
  readonly field: HTMLInputElement;
}

/** A form that sends an operation's request, and shows the answer. */
export function tryIt(description: Description, route: Route, session: Session): HTMLElement {
  const { operation: { operationId, summary, parameters = [] } } = route;
  const fields = parameters.map((parameter): ParameterField => ({ parameter, field: parameterField(description, parameter, operationId) }));
  fields.filter(({ parameter }) => parameter.in === 'path').forEach(({ field }) => session.addIdField(field));
  const body = bodyField(description, route);
  // Screen readers say the answer's first line when it is there.
  const status = element('p', { role: 'status' });
  const answer = element('div');
  const send = element('button', { type: 'submit' }, `Send ${route.method}`);

  const form = element('form', { 'aria-label': `Try it: ${summary}` },
    ...fields.map(({ parameter, field }) => labelled(field, parameter.name, [parameter.required ? 'required' : '', limitsOf(description, parameter.schema)])),
    ...body.elements,
    send, status, answer);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    // Not disabled: then it would lose the focus.
    if (send.hasAttribute('aria-disabled')) return;
    send.setAttribute('aria-disabled', 'true');
    status.replaceChildren('Waiting for the answer.');
    answer.replaceChildren();
    try {
      const request = requestOf(description, route, fields, body.value(), session);
      const shown = await answerElement(description, route.operation, request, session);
      status.replaceChildren(...shown.status);
      answer.replaceChildren(...shown.details);
    } catch (error) {
      status.replaceChildren(failureElement(error));
    }
    send.removeAttribute('aria-disabled');
  });
  const details = unfolding(element('h4', {}, 'Try it'), 'try', () => []);
  details.append(form);
  return details;
}

function requestOf(
  description: Description,
  { method, path, operation }: Route,
  fields: readonly ParameterField[],
  body: string,
  session: Session,
): Request {
  const valuesIn = (place: string): Array<[string, string]> => (
    fields.filter(({ parameter, field }) => parameter.in === place && field.value !== '').map(({ parameter, field }) => [parameter.name, field.value])
  );
  const filled = valuesIn('path').reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)), path);
  const url = new URL(`${baseUrl(description)}${filled}`);
  for (const [name, value] of valuesIn('query')) url.searchParams.append(name, value);
  const headers = new Headers(valuesIn('header'));
  if (body !== '') headers.set('content-type', 'application/json');
  const scheme = schemeOf(description);
  if (scheme && session.credential !== '' && isSecured(description, operation)) authenticate(scheme, session.credential, url, headers);
  return new Request(url, { method, headers, body: body === '' ? undefined : body, cache: 'no-store' });
}

/** Where the API is: the description says so relative to itself. */
function baseUrl({ servers }: Description): string {
  return new URL(servers?.[0]?.url ?? '.', new URL('openapi.json', document.baseURI)).href.replace(/\/$/, '');
}

function parameterField(description: Description, { name, in: place, required, schema }: Parameter, operationId: string): HTMLInputElement {
  const { type } = Object(resolve(description, schema)) as { type?: unknown };
  return element('input', {
    id: `${operationId}-${place}-${name}`,
    required,
    inputmode: type === 'integer' ? 'numeric' : undefined,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  });
}

interface BodyField {
  readonly elements: readonly HTMLElement[];
  value(): string;
}

/** A field for the body, and a choice of examples that fill it. There is none for a body that says nothing. */
function bodyField(description: Description, { operation: { operationId, requestBody } }: Route): BodyField {
  const { schema, examples = {} } = requestBody?.content['application/json'] ?? {};
  const { properties, oneOf } = Object(resolve(description, schema)) as { properties?: object; oneOf?: object };
  if (!requestBody || (!requestBody.required && !properties && !oneOf)) return { elements: [], value: () => '' };

  const values = Object.values(examples);
  const text = (index: number): string => (index in values ? JSON.stringify(values[index].value, undefined, 2) : '');
  const field = element('textarea', { id: `${operationId}-body`, required: requestBody.required, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' });
  const fill = (index: number): void => {
    field.value = text(index);
    field.rows = Math.min(Math.max(field.value.split('\n').length + 1, 5), 20);
  };
  fill(0);
  const choice = element('select', { id: `${operationId}-example` },
    ...Object.entries(examples).map(([name, { summary }], index) => element('option', { value: String(index) }, summary ?? name)));
  choice.addEventListener('change', () => fill(Number(choice.value)));
  return {
    elements: [...(values.length > 1 ? [labelled(choice, 'Example', [])] : []), labelled(field, 'Body', ['JSON'])],
    value: () => field.value,
  };
}

/** A field with its label, and a hint that belongs to it. */
export function labelled(field: HTMLElement, label: string, hints: readonly string[]): HTMLElement {
  const hint = hints.filter((part) => part !== '').join('; ');
  if (hint !== '') field.setAttribute('aria-describedby', `${field.id}-hint`);
  return element('div', { class: 'field' },
    element('label', { for: field.id }, label),
    hint !== '' && element('span', { id: `${field.id}-hint`, class: 'hint' }, hint),
    field);
}
