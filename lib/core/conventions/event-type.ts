import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates } from '#lib/core/conventions/event-input.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';

/** Long type names (.NET's with assemblies) are cut to this many characters. */
const LONGEST_TYPE = 200;

export function readEventType(input: EventInput): string | null {
  for (const found of candidates(input, input.conventions.eventType, 'type')) {
    const value = keyValue(found.value, found.from, input.note);
    if (value !== null) return value.slice(0, LONGEST_TYPE).toWellFormed();
  }
  return null;
}
