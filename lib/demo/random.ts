/** Chance that repeats: the same parts give the same number in every process, so that services agree on a fault without talking. */

/** Evenly spread in [0, 1), from the parts alone (FNV-1a, then a mixer for its weak last bits). */
export function fraction(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of parts.join('\u0001')) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One of them, all equally likely. */
export function pick<const Items extends readonly unknown[]>(items: Items, ...parts: readonly (string | number)[]): Items[number] {
  return items[Math.floor(fraction(...parts) * items.length)];
}
