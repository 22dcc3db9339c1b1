import { laneOfReader, laneOfRecord } from '#lib/core/timeline/lanes.ts';
import type { LaneName } from '#lib/core/timeline/lanes.ts';
import type { DeliveryInput } from '#lib/core/timeline/input.ts';
import type { SpanNode } from '#lib/core/timeline/records.ts';
import type { Participant } from '#lib/core/sequence/steps.ts';

export const UNKNOWN: Participant = { id: 'unknown', kind: 'unknown', name: 'not traced' };

/** Lifelines in the order of the lanes, so that causes stand left of effects; whoever is not known stands before all. */
export class Participants {
  readonly list: Participant[] = [];
  readonly #places = new Map<string, number>();

  constructor(lanes: readonly LaneName[], unknownWriters: boolean) {
    if (unknownWriters) this.#add(UNKNOWN);
    for (const { id, kind, name } of lanes) if (kind !== 'topic') this.#add({ id, kind, name });
  }

  #add(participant: Participant): number {
    const place = this.list.length;
    this.#places.set(participant.id, place);
    this.list.push(participant);
    return place;
  }

  of = (span: SpanNode): number => this.#place(laneOfRecord(span), 'service', span.span.service);
  ofReader = (delivery: DeliveryInput): number => this.#place(laneOfReader(delivery), delivery.service === null ? 'reader' : 'service', delivery.service ?? delivery.group ?? '');
  named = (service: string | null): number => (service === null ? (this.#places.get(UNKNOWN.id) ?? this.#add(UNKNOWN)) : this.#place(`service:${service}`, 'service', service));

  #place(id: string, kind: Participant['kind'], name: string): number {
    return this.#places.get(id) ?? this.#add({ id, kind, name });
  }
}
