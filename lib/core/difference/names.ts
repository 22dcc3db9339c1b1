import type { Change } from '#lib/core/difference/change.ts';

/** A header or an attribute: its name and its value as text; null is a value of its own. */
export type Named = readonly [name: string, value: string | null];

/** What differs between two lists of names and values, in the order of the later list; what repeats is told apart by its place among its like. */
export function differenceOfNames(before: readonly Named[], after: readonly Named[]): Change[] {
  const [then, now] = [numbered(before), numbered(after)];
  const changes: Change[] = [];
  for (const [at, value] of now) {
    const old = then.get(at);
    if (old === undefined) changes.push({ kind: 'added', at, before: null, after: written(value.value) });
    else if (old.value !== value.value) changes.push({ kind: 'changed', at, before: written(old.value), after: written(value.value) });
  }
  for (const [at, { value }] of then) if (!now.has(at)) changes.push({ kind: 'removed', at, before: written(value), after: null });
  return changes;
}

const written = (value: string | null): string => value ?? 'null';

/** `name`, and `name (2)` for the second of that name. */
function numbered(list: readonly Named[]): Map<string, { readonly value: string | null }> {
  const seen = new Map<string, number>();
  return new Map(
    list.map(([name, value]) => {
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return [count === 1 ? name : `${name} (${count})`, { value }];
    }),
  );
}
