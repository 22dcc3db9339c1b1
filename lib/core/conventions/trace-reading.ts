import type { EventReading } from '#lib/core/conventions/reading.ts';

/** The trace that a message names. */
export type TraceReading = NonNullable<EventReading['trace']>;
