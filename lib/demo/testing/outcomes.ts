/** What may become of an order, told by the events that were written for it: the services decide alone, and together must come to one of these. */
import { FAULT_NAMES } from '../faults.ts';
import type { Noted } from './run-demo.ts';

/** An order that shipping forgets comes to no end that its events could tell: whoever waits for all to end plays the other faults. */
export const FAULTS_WITH_AN_END = FAULT_NAMES.filter((name) => name !== 'lost-shipments').join(',');

export const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  shipped: ['order.created', 'payment.completed', 'inventory.reserved', 'shipment.created', 'email.sent', 'shipment.audited'],
  refunded: ['order.created', 'payment.completed', 'inventory.depleted', 'order.cancelled', 'payment.refunded'],
  unpaid: ['order.created', 'dead:payments', 'payment.failed', 'inventory.reserved', 'inventory.released', 'order.cancelled'],
  'unpaid and depleted': ['order.created', 'dead:payments', 'payment.failed', 'inventory.depleted', 'order.cancelled'],
  poison: ['order.created', 'dead:payments', 'dead:inventory'],
};

/** Events of each order by name, retries left out. */
export function eventsByOrder(journal: readonly Noted[]): ReadonlyMap<string, readonly string[]> {
  const orders = new Map<string, string[]>();
  for (const entry of journal) {
    if (entry.kind !== 'produced' || entry.subject === null || entry.topic.endsWith('.retry')) continue;
    const name = /^orders\.(\w+)\.dlq$/.exec(entry.topic)?.[1];
    const events = orders.get(entry.subject) ?? [];
    events.push(name ? `dead:${name}` : entry.type);
    orders.set(entry.subject, events);
  }
  return orders;
}

/** Null where it is none of them, or not yet. */
export function outcomeOf(events: readonly string[]): string | null {
  const sorted = [...events].sort().join();
  return Object.keys(OUTCOMES).find((name) => [...OUTCOMES[name]!].sort().join() === sorted) ?? null;
}
