import type { IsNamed } from '#lib/core/topics/tally.ts';

/** A topic has a few types. One that writes an id where its type should stand must not fill the store with counts of one. */
const MOST_TYPES = 50;
/** Minutes of topics that are remembered; beyond them all are forgotten, and the bound of those minutes begins anew. */
const MOST_MINUTES = 5000;

/** The first 50 types of each minute of a topic are told apart, as this process sees them. */
export function namedTypes(): IsNamed {
  const known = new Map<string, Set<string>>();
  return (topicId, minute, type) => {
    const key = `${topicId} ${minute}`;
    let types = known.get(key);
    if (types === undefined) {
      if (known.size >= MOST_MINUTES) known.clear();
      known.set(key, (types = new Set()));
    }
    if (types.has(type)) return true;
    if (types.size >= MOST_TYPES) return false;
    types.add(type);
    return true;
  };
}
