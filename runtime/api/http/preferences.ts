/** What a client prefers (RFC 7240); preferences that the API does not know are none. */
export interface Preferences {
  /** For how many seconds it would wait for its answer. */
  readonly wait?: number;
  /** Whether it wants the task in the answer to a request that writes. */
  readonly representation: boolean;
}

/** Reads a `Prefer` header. What is wrong in it counts as not said: a preference can always be left unheeded. */
export function readPreferences(header: string | undefined): Preferences {
  const values = new Map<string, string>();
  for (const preference of header?.split(',') ?? []) {
    const [name, value = ''] = preference.split(';')[0].split('=').map((part) => part.trim());
    // The first one counts.
    if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value.replace(/^"(.*)"$/, '$1'));
  }
  const wait = values.get('wait') ?? '';
  return {
    ...(/^\d{1,9}$/.test(wait) && { wait: Number(wait) }),
    representation: values.get('return')?.toLowerCase() === 'representation',
  };
}
