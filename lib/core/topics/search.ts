/** What people type to find messages of a topic, and whether a message has it. */

/** Texts of a message, made when asked for: most messages are turned away by the first of them. */
export interface Searchable {
  readonly key: () => string | null;
  readonly headers: () => readonly { readonly name: string; readonly value: string | null }[];
  readonly payload: () => string | null;
}

export type TopicSearch =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string | null }
  | { readonly kind: 'path'; readonly path: readonly string[]; readonly value: string };

/** `header:tenant=acme`, `header:tenant`, `$.customer.id = "4711"`, `/customer/id=4711`; all else is text. Null where nothing is asked. */
export function parseTopicSearch(typed: string): TopicSearch | null {
  const text = typed.trim();
  if (text === '') return null;
  const header = /^header:\s*([^=\s]+)\s*(?:=\s*(.*))?$/is.exec(text);
  if (header) return { kind: 'header', name: (header[1] ?? '').toLowerCase(), value: header[2] === undefined || header[2] === '' ? null : unquoted(header[2]).toLowerCase() };
  const path = /^(\$[.[][^=]*?|\/[^=\s]+?)\s*={1,2}\s*(.+)$/s.exec(text);
  const steps = path && stepsOf(path[1] ?? '');
  if (path && steps) return { kind: 'path', path: steps, value: unquoted(path[2] ?? '') };
  return { kind: 'text', text: text.toLowerCase() };
}

/** Where the message has it: `key`, `payload`, `header tenant`. Empty where it has not. */
export function findInMessage(search: TopicSearch, message: Searchable): string[] {
  if (search.kind === 'path') return hasAtPath(message.payload(), search) ? ['payload'] : [];
  if (search.kind === 'header') {
    const { name, value } = search;
    const holds = message.headers().filter((header) => header.name.toLowerCase() === name && (value === null || (header.value?.toLowerCase().includes(value) ?? false)));
    return named(holds);
  }
  const has = (text: string | null): boolean => text?.toLowerCase().includes(search.text) ?? false;
  return [
    ...(has(message.key()) ? ['key'] : []),
    ...named(message.headers().filter(({ name, value }) => has(name) || has(value))),
    ...(has(message.payload()) ? ['payload'] : []),
  ];
}

const named = (headers: readonly { readonly name: string }[]): string[] => [...new Set(headers.map(({ name }) => `header ${name}`))];

/** `$.a.b[0]`, `$['a.b']`, `/a/b/0`. Null where it is none of them. */
function stepsOf(path: string): string[] | null {
  if (path.startsWith('/')) return path.slice(1).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const steps: string[] = [];
  const step = /\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/y;
  step.lastIndex = 1;
  const end = path.trimEnd().length;
  while (step.lastIndex < end) {
    const found = step.exec(path);
    if (found === null) return null;
    steps.push((found[1] ?? found[2] ?? found[3] ?? found[4] ?? '').trim());
  }
  return steps;
}

const unquoted = (text: string): string => /^"(.*)"$|^'(.*)'$/s.exec(text.trim())?.slice(1).find((part) => part !== undefined) ?? text.trim();

/** Compared as text, so that `4711` finds the number and the string. What is not JSON has no paths. */
function hasAtPath(payload: string | null, { path, value }: { readonly path: readonly string[]; readonly value: string }): boolean {
  if (payload === null || !path.every((step) => /^\d+$/.test(step) || payload.includes(step))) return false;
  const start = payload.search(/[[{]/);
  if (start < 0) return false;
  try {
    let here: unknown = JSON.parse(payload.slice(start));
    for (const step of path) {
      if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step)) return false;
      here = (here as Record<string, unknown>)[step];
    }
    return here !== null && typeof here === 'object' ? false : String(here) === value;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return false;
    throw error;
  }
}
