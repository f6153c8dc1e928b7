import { element } from './dom';

/** A description, of whose Markdown there is what descriptions of this API use: paragraphs and `code`. */
export function prose(text: string | undefined): HTMLElement[] {
  const paragraphs = text?.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '') ?? [];
  return paragraphs.map((paragraph) => element('p', {}, ...withCode(paragraph)));
}

/** A sentence with `code` in it. */
export function withCode(text: string): Array<string | HTMLElement> {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));
}
