/** What may become of an order, told by the events that were written for it: the services decide alone, and together must come to one of these. */
import { isForgotten, type FaultSettings } from '../faults.ts';
import { orderNumber } from '../order.ts';
import type { Noted } from './run-demo.ts';

const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  shipped: ['order.created', 'payment.completed', 'inventory.reserved', 'shipment.created', 'email.sent', 'shipment.audited'],
  refunded: ['order.created', 'payment.completed', 'inventory.depleted', 'order.cancelled', 'payment.refunded'],
  unpaid: ['order.created', 'dead:payments', 'payment.failed', 'inventory.reserved', 'inventory.released', 'order.cancelled'],
  'unpaid and depleted': ['order.created', 'dead:payments', 'payment.failed', 'inventory.depleted', 'order.cancelled'],
  forgotten: ['order.created', 'payment.completed', 'inventory.reserved'],
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

/** Null where it is none of them, or not yet: an order that shipping forgets looks like one that is under way, and only the fault tells which it is. */
export function outcomeOf(order: string, events: readonly string[], settings: FaultSettings): string | null {
  const sorted = [...events].sort().join();
  const name = Object.keys(OUTCOMES).find((each) => [...OUTCOMES[each]!].sort().join() === sorted) ?? null;
  return name === 'forgotten' && !isForgotten(settings, orderNumber(order)) ? null : name;
}
