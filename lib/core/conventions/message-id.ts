import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { candidates } from '#lib/core/conventions/event-input.ts';
import { joinText } from '#lib/core/conventions/join-text.ts';
import { keyValue } from '#lib/core/conventions/key-value.ts';
import type { Key } from '#lib/core/conventions/reading.ts';
import { isPlainNumber, looksUnique } from '#lib/core/conventions/unique-looking.ts';

/**
 * The message's own id, as keys; the first key's value is the id.
 * A CloudEvent is named by source and id; the id alone is a second key where it looks unique, for causation ids carry no source.
 * An id from a header names the message; one from a payload is usually an entity's, and joins only where it looks unique or configuration says so.
 */
export function messageKeys(input: EventInput): readonly Key[] {
  for (const found of candidates(input, input.conventions.messageId, 'id')) {
    const value = keyValue(found.value, found.from, input.note);
    if (value === null) continue;
    const key = { kind: 'message', value, from: found.from } as const;
    const unique = looksUnique(value);
    if (found.place === 'cloudevent') {
      const source = keyValue(input.cloudEvent?.attribute('source')?.value ?? null, 'source', input.note);
      if (source !== null) {
        const scoped: Key = { ...key, join: joinText.scopedMessage(source, value) };
        return unique ? [scoped, { ...key, join: joinText.message(value) }] : [scoped];
      }
    }
    // A CloudEvent's id is unique within its source only.
    const namesTheMessage = found.place === 'header' && !/^ce[_-]id$/i.test(found.from);
    if (unique || (namesTheMessage && !isPlainNumber(value))) return [{ ...key, join: joinText.message(value) }];
    const { source, topic } = input.record.at;
    const configured = input.conventions.messageId.joiningPointers.some((pointer) => found.from.endsWith(pointer) && found.place === 'payload');
    return [{ ...key, join: configured ? joinText.scopedMessage(`${source}/${topic}`, value) : null }];
  }
  return [];
}
