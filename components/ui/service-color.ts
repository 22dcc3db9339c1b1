/** Any number gives a hash; with this one the names that shops and demos like to use lie far apart. */
const SEED = 87_078;

/**
 * A hue for a service, from its name alone, so that it is the same on every page and in every process. Lightness and
 * chroma come from the theme (`--service-l`, `--service-c`): no service stands out, they only differ.
 * Hues keep to a wheel of 24, 15 degrees apart; nearer ones cannot be told from each other.
 */
export function serviceHue(name: string): number {
  let hash = SEED; // FNV-1a
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  // Names of a few letters leave FNV's bits badly mixed; this is the end of MurmurHash3.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) % 24) * 15;
}
