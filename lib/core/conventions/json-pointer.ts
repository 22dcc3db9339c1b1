/** RFC 6901, for looking only. Pointers are a convention's, never a message's: some hundred in all, each taken apart once. */
interface Path {
  readonly pointer: string;
  /** Null where the pointer is not well-formed. */
  readonly parts: readonly string[] | null;
}

const paths = new Map<string, Path>();
const lists = new WeakMap<readonly string[], readonly Path[]>();

/** Undefined where nothing is there, and for a pointer that is not well-formed. */
export const atPointer = (document: unknown, pointer: string): unknown => at(document, pathOf(pointer));

/** What is there at any of these pointers, in their order. `pointers` is a list of the conventions, never one that was made for the message. */
export function* atPointers(document: unknown, pointers: readonly string[]): Generator<{ readonly pointer: string; readonly value: unknown }> {
  let list = lists.get(pointers);
  if (list === undefined) lists.set(pointers, (list = pointers.map(pathOf)));
  for (const path of list) {
    const value = at(document, path);
    if (value !== undefined) yield { pointer: path.pointer, value };
  }
}

function at(document: unknown, { parts }: Path): unknown {
  if (parts === null) return undefined;
  let here: unknown = document;
  for (const name of parts) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
}

function pathOf(pointer: string): Path {
  let path = paths.get(pointer);
  if (path === undefined) paths.set(pointer, (path = { pointer, parts: partsOf(pointer) }));
  return path;
}

function partsOf(pointer: string): readonly string[] | null {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return null;
  return pointer.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
