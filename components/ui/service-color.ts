/**
 * A hue for a service, from its name alone, so that it is the same on every page and in every process. Lightness and
 * chroma come from the theme (`--service-l`, `--service-c`): no service stands out, they only differ.
 * Hues keep to a wheel of 24, 15 degrees apart; nearer ones cannot be told from each other.
 */
export function serviceHue(name: string): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15; // the low bits of FNV mix badly for short names
  return ((hash >>> 0) % 24) * 15;
}

/** A CSS colour; `alpha` from 0 to 1. */
export function serviceColor(name: string, alpha = 1): string {
  return `oklch(var(--service-l) var(--service-c) ${serviceHue(name)}${alpha === 1 ? '' : ` / ${alpha}`})`;
}
