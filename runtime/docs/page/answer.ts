import type { Description, Operation } from './description';
import { resolve } from './description';
import { element, unfolding } from './dom';
import { withCode } from './prose';
import type { Session } from './session';

/** An answer to be shown. */
export interface ShownAnswer {
  /** What it came to, in a sentence. */
  readonly status: ReadonlyArray<Node | string>;
  readonly details: readonly HTMLElement[];
}

/** Sends a request, and shows its answer. The id in it, if there is one, is remembered. */
export async function answerElement(description: Description, { responses }: Operation, request: Request, session: Session): Promise<ShownAnswer> {
  const started = performance.now();
  const response = await fetch(request);
  const text = await response.text();
  const milliseconds = Math.round(performance.now() - started);
  const document = parsed(text);
  const { id, detail } = Object(document) as { id?: unknown; detail?: unknown };
  if (response.ok && typeof id === 'string') session.rememberTask(id);
  // An error of the API says itself what is wrong; a gateway's does not.
  const meaning = !response.ok && typeof detail === 'string' ? detail : resolve(description, responses[response.status])?.description;
  const headers = [...response.headers].map(([name, value]) => element('li', {}, element('code', {}, `${name}: ${value}`)));
  return {
    status: [element('span', { class: response.status < 400 ? 'status' : 'status bad' }, String(response.status)), ' ', ...withCode(meaning ?? 'The description does not have this answer.'), ` After ${milliseconds} ms.`],
    details: [
      ...(text === '' ? [] : [element('pre', {}, document === undefined ? text : JSON.stringify(document, undefined, 2))]),
      unfolding('Headers of the answer', 'branch', () => [element('ul', { class: 'headers' }, ...headers)]),
    ],
  };
}

/** What to say when there is no answer. */
export function failureElement(error: unknown): HTMLElement {
  return element('span', { class: 'failure' }, `The request could not be sent, or nothing came back: ${(error as Error).message}. See what you have put into it, and whether the API can be reached.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
