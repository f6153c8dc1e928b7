type Child = Node | string | undefined | false;

/** An HTML element. What goes into it is text or elements, never HTML: what a description says cannot become code. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** A list, unless there is nothing in it. */
export function list(className: string, items: readonly HTMLLIElement[]): HTMLUListElement | undefined {
  return items.length > 0 ? element('ul', { class: className }, ...items) : undefined;
}

/** Something that is shown on demand, and made when it is first shown: a schema may contain itself. */
export function unfolding(summary: Child, className: string, content: () => readonly Child[]): HTMLDetailsElement {
  const details = element('details', { class: className }, element('summary', {}, summary));
  details.addEventListener('toggle', () => {
    if (details.children.length === 1) details.append(...content().filter((child) => child !== undefined && child !== false));
  });
  return details;
}

/** JSON to be read. */
export function json(value: unknown): HTMLPreElement {
  return element('pre', {}, JSON.stringify(value, undefined, 2));
}
