import type { EventRecord } from '#lib/core/record.ts';
import { uuidFromBytes } from '#lib/core/conventions/bytes.ts';
import type { CloudEvent } from '#lib/core/conventions/cloudevents.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import type { HeaderView } from '#lib/core/conventions/header-view.ts';
import type { Note } from '#lib/core/conventions/notes.ts';
import type { Payload } from '#lib/core/conventions/payload.ts';
import { atPointers } from '#lib/core/conventions/json-pointer.ts';
import { scalarText } from '#lib/core/conventions/payload.ts';

/** What every reader of events gets. */
export interface EventInput {
  readonly record: EventRecord;
  readonly headers: HeaderView;
  readonly contentType: string | null;
  /** The payload itself: for a structured CloudEvent its data. */
  readonly payload: Payload;
  readonly cloudEvent: CloudEvent | null;
  readonly conventions: Conventions;
  readonly note: Note;
}

/** A value and where it was read: a header's name or a payload pointer. */
export interface Found {
  readonly value: string;
  readonly from: string;
  readonly place: 'cloudevent' | 'header' | 'payload' | 'baggage';
}

/** Every value at these places, in the order in which they are believed. Not yet judged. */
export function* candidates(
  input: EventInput,
  places: { readonly headers: readonly string[]; readonly pointers: readonly string[] },
  attribute: string | null,
): Generator<Found> {
  const fromCloudEvent = attribute === null ? null : (input.cloudEvent?.attribute(attribute) ?? null);
  if (fromCloudEvent) yield { ...fromCloudEvent, place: 'cloudevent' };
  for (const name of input.headers.present(places.headers)) {
    const bytes = input.headers.lastBytes(name);
    if (bytes === null) continue;
    const value = uuidFromBytes(bytes) ?? input.headers.last(name);
    if (value !== null && fromCloudEvent?.from.toLowerCase() !== name.toLowerCase()) yield { value, from: name, place: 'header' };
  }
  if (input.payload.json === undefined) return;
  for (const { pointer, value: there } of atPointers(input.payload.json, places.pointers)) {
    const value = scalarText(there);
    if (value !== null) yield { value, from: (input.cloudEvent?.dataPointer ?? '') + pointer, place: 'payload' };
  }
}
