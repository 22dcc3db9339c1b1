/** Adds to the list that stands under a key: `Map.groupBy` for what comes one at a time. */
export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
