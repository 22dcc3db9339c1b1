/** Values that people and frameworks write where they have no id. As keys they would join everything. */
const USELESS = new Set(['', '-', '--', 'null', 'nil', 'none', 'undefined', 'unknown', 'default', 'n/a', 'na', 'nan', 'empty', 'false', 'true', '(null)', '<null>', '[object object]', 'masked:empty']);

/** True for empty, `null`, `0`, nil UUIDs and every other value made only of zeros and separators. */
export function isUselessId(value: string): boolean {
  const text = value.trim().toLowerCase();
  return USELESS.has(text) || /^[0\-_:.{}]+$/.test(text);
}
