/** Pointers come from the conventions, a few dozen in all, and are asked of every message: each is taken apart once. */
const parsed = new Map<string, readonly string[] | null>();

/** RFC 6901, for looking only. Undefined where nothing is there, and for a pointer that is not well-formed. `pointer` is a convention's, never a message's. */
export function atPointer(document: unknown, pointer: string): unknown {
  let parts = parsed.get(pointer);
  if (parts === undefined) parsed.set(pointer, (parts = partsOf(pointer)));
  if (parts === null) return undefined;
  let here: unknown = document;
  for (const name of parts) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function partsOf(pointer: string): readonly string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return null;
  return pointer.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
