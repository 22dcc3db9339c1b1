import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates } from '#lib/core/conventions/event-input.ts';
import { joinText } from '#lib/core/conventions/join-text.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import { isPlainNumber } from '#lib/core/conventions/unique-looking.ts';

/** Join texts of the message that caused this one: the first usable causation id. A plain number names no message. */
export function readCauses(input: EventInput): readonly string[] {
  for (const found of candidates(input, input.conventions.causation, 'causationid')) {
    const value = keyValue(found.value, found.from, input.note);
    if (value !== null && !isPlainNumber(value)) return [joinText.message(value)];
  }
  return [];
}
