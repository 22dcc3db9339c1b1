import { randomUUID } from 'node:crypto';
import type { Outgoing } from './bus.ts';

export interface StandardEvent {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
  /** The message that this one answers. */
  readonly causationId: string | null;
  readonly subject: string;
  readonly now: number;
}

/** The house style of most services here: ids in headers, JSON in the value. */
export function standardEvent(event: StandardEvent): Outgoing {
  const messageId = randomUUID();
  return {
    topic: event.topic,
    key: event.key,
    type: event.type,
    headers: {
      'content-type': 'application/json',
      'event-type': event.type,
      'message-id': messageId,
      'correlation-id': event.correlationId,
      ...(event.causationId === null ? {} : { 'causation-id': event.causationId }),
    },
    value: JSON.stringify({ ...event.payload, occurredAt: new Date(event.now).toISOString() }),
    messageId,
    subject: event.subject,
  };
}
