const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const BARE_HEX = /^(?:[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i; // ObjectId, UUID or trace id, SHA-1, SHA-256
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;
/** KSUID (27 characters of base 62), nanoid (21), base64 and the like. */
const LONG = /^[A-Za-z0-9_+/=~-]{21,}$/;
/** A short prefix that names the kind of thing, as in `evt_01J…` or `order:550e…`. */
const PREFIX = /^[A-Za-z][A-Za-z0-9]{0,15}[_:.-](?=.{20})/;

/**
 * Whether a value was surely made to be unique in the world: UUID, ULID, KSUID, or long and random.
 * `42`, `order-4711` and `2026-01-31` are ids of something, somewhere, and not unique-looking.
 */
export function looksUnique(value: string): boolean {
  return isRandom(value) || isRandom(value.replace(PREFIX, '')) || /^masked:id:[0-9a-f]{20}$/.test(value);
}

function isRandom(value: string): boolean {
  if (isPlainNumber(value)) return false;
  if (UUID.test(value) || ULID.test(value) || BARE_HEX.test(value)) return !isMonotonous(value);
  return LONG.test(value) && mixes(value);
}

/** Plain numbers never join: they are counters and entity ids. A masked one (lib/core/masking) stays one. */
export function isPlainNumber(value: string): boolean {
  return /^(?:[+-]?\d+(?:\.\d+)?|masked:(?:number|card):[0-9a-f]{20})$/.test(value.trim());
}

/**
 * Random text changes between upper case, lower case and digits all the time; what people compose
 * (`customer-profile-updated-2026-01-31`, `CustomerProfileUpdated`) does so where words meet.
 */
function mixes(value: string): boolean {
  const kinds = value.replace(/[^0-9A-Za-z]/g, '').replace(/[0-9]/g, '0').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A');
  const changes = kinds.replace(/Aa{2,}/g, 'a').replace(/(.)\1+/g, '$1').length - 1;
  return changes >= value.length / 4 && !isMonotonous(value);
}

/** Fewer than four different letters and digits: `aaaaaaaa-…`, a placeholder. */
function isMonotonous(value: string): boolean {
  const met = new Set<string>();
  for (const char of value.toLowerCase()) {
    if (/[0-9a-z]/.test(char) && met.add(char).size === 4) return false;
  }
  return true;
}
