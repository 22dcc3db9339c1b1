/** What the parts of the conventions are called on the page, and what they are for. */
import type { ConventionsInForce } from '#lib/contracts/conventions.ts';

export const meaningWords: Readonly<Record<string, { readonly title: string; readonly does: string }>> = {
  correlation: { title: 'Correlation', does: 'Records with the same id belong together. Of several in one message the first joins, the others only find.' },
  causation: { title: 'Causation', does: 'Names the message that caused this one.' },
  messageId: { title: 'Message id', does: 'Names this message. An id from the payload joins only where it looks unique.' },
  eventType: { title: 'Event type', does: 'What the message is called; a flow is called after its first.' },
  eventTime: { title: 'Event time', does: 'When it happened, as its producer says.' },
  sequence: { title: 'Sequence', does: 'Its place in its order.' },
};

export const failureWords: Readonly<Record<string, string>> = {
  topic: 'origin topic',
  partition: 'origin partition',
  offset: 'origin offset',
  group: 'consumer group',
  type: 'exception',
  message: 'message',
  failedAt: 'time of failure',
  attempts: 'attempt',
};

export const maskingWords: readonly { readonly name: keyof ConventionsInForce['masking']; readonly word: string }[] = [
  { name: 'payloadOff', word: 'no payload of topics' },
  { name: 'pointers', word: 'payload fields' },
  { name: 'headers', word: 'headers' },
  { name: 'attributes', word: 'span attributes' },
  { name: 'patterns', word: 'patterns' },
];

export const limitWords: Readonly<Record<string, string>> = {
  retentionDays: 'kept for',
  payloadLimitBytes: 'kept of a payload',
  hubLimit: 'a key joins up to',
  displayLimit: 'a page shows up to',
  lagIntervalSeconds: 'offsets sampled every',
  stallSeconds: 'stalled after, until learned',
};
