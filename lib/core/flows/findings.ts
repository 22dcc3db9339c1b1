import type { Delivery } from '#lib/core/flows/deliveries.ts';
import type { FlowRecord, FlowRecords } from '#lib/core/flows/records.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

/** Something a flow shows that is worth a look: one plain sentence, and the records it is about. */
export interface Finding {
  readonly kind: 'dead-lettered' | 'duplicate' | 'clock-skew';
  readonly message: string;
  readonly records: readonly FlowRecord[];
}

export function findFindings(records: FlowRecords, deliveries: readonly Delivery[]): Finding[] {
  return [...deadLetters(records), ...duplicates(records), ...clockSkew(deliveries)];
}

function deadLetters({ events }: FlowRecords): Finding[] {
  return events
    .filter((event) => event.reading.role === 'dead-letter')
    .map((event) => {
      const { failure, attempt, type } = event.reading;
      const what = type ?? 'A message';
      const after = attempt > 1 ? ` after attempt ${attempt}` : '';
      const why = [failure?.type, failure?.message].filter((text) => text !== null && text !== undefined && text !== '').join(': ');
      return { kind: 'dead-lettered', message: `${what} was given up${after} and sent to ${event.at.topic}${why === '' ? '' : ` (${why})`}.`, records: [{ event }] };
    });
}

/** Copies that a retry or a dead letter makes on another topic are not duplicates; the same id twice on one topic is. */
export function duplicatesOf(events: readonly KnownEvent[]): KnownEvent[][] {
  const groups = new Map<string, KnownEvent[]>();
  for (const event of events) {
    if (event.reading.role !== 'normal' || event.reading.messageId === null) continue;
    const id = `${event.at.source}/${event.at.topic} ${event.reading.messageId}`;
    groups.set(id, [...(groups.get(id) ?? []), event]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function duplicates({ events }: FlowRecords): Finding[] {
  return duplicatesOf(events).map((group) => {
    const first = group[0];
    const times = group.length === 2 ? 'twice' : `${group.length} times`;
    return { kind: 'duplicate', message: `${first?.reading.type ?? 'A message'} was written ${times} to ${first?.at.topic} with the same message id.`, records: group.map((event) => ({ event })) };
  });
}

function clockSkew(deliveries: readonly Delivery[]): Finding[] {
  const worst = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const service = delivery.span.span.service;
    if (delivery.skewMicros > (worst.get(service)?.skewMicros ?? CLOCK_NOISE_MICROS)) worst.set(service, delivery);
  }
  return [...worst].map(([service, { event, span, skewMicros }]) => ({
    kind: 'clock-skew',
    message: `${service} began ${Math.round(skewMicros / 1000)} ms before its message was written: its clock and the one that stamped the message differ by at least that.`,
    records: [{ event }, { span }],
  }));
}

/** Broker timestamps are whole milliseconds, and clocks kept by NTP differ by a few. */
const CLOCK_NOISE_MICROS = 5_000;
