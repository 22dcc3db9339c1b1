import { randomBytes, randomUUID } from 'node:crypto';
import { isHuge, isPoison } from './faults.ts';
import type { DemoOptions } from './options.ts';
import { fraction, pick } from './random.ts';

export interface Order {
  readonly orderId: string;
  readonly customer: { readonly id: string; readonly name: string; readonly address: { readonly city: string; readonly country: string } };
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly unitPrice: { readonly amount: number; readonly currency: string } }[];
  readonly total: { readonly amount: number; readonly currency: string };
  readonly giftNote?: string;
}

/** Order numbers start anew with each run; the run's own letters in front keep them apart. */
export function orderId(startedAt: number, number: number): string {
  return `${Math.floor(startedAt / 1000).toString(36).slice(-5).toUpperCase()}-${1000 + number}`;
}

/** What faults are decided by: the same in every run with the same seed. */
export function orderNumber(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1);
}

const CUSTOMERS = ['Ada Lovelace', 'Grace Hopper', 'Edsger Dijkstra', 'Barbara Liskov', 'Leslie Lamport', 'Radia Perlman'] as const;
const CITIES = [['Lisbon', 'PT'], ['Uppsala', 'SE'], ['Kraków', 'PL'], ['Québec', 'CA'], ['Nagoya', 'JP']] as const;
const SKUS = ['LAMP-04', 'CHAIR-11', 'DESK-02', 'SHELF-07', 'RUG-15', 'MUG-31'] as const;

export function makeOrder(options: DemoOptions, number: number): Order {
  const id = orderId(options.startedAt, number);
  const { seed } = options;
  const [city, country] = pick(CITIES, seed, 'city', number);
  const lines = Array.from({ length: 1 + Math.floor(fraction(seed, 'lines', number) * 3) }, (_, line) => ({
    sku: pick(SKUS, seed, 'sku', number, line),
    quantity: 1 + Math.floor(fraction(seed, 'quantity', number, line) * 4),
    unitPrice: { amount: 500 + Math.floor(fraction(seed, 'price', number, line) * 20_000), currency: 'EUR' },
  }));
  const amount = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0);
  return {
    orderId: id,
    customer: { id: `C-${Math.floor(fraction(seed, 'customer', number) * 5000)}`, name: pick(CUSTOMERS, seed, 'name', number), address: { city, country } },
    lines,
    total: { amount, currency: 'EUR' },
    ...(isHuge(options, orderNumber(id)) ? { giftNote: randomBytes(150_000).toString('base64') } : {}),
  };
}

/** What stands in the message: sometimes cut off in the middle. */
export function orderText(options: DemoOptions, order: Order, whole: string): string {
  return isPoison(options, orderNumber(order.orderId)) ? whole.slice(0, Math.min(90, whole.length >> 1)) : whole;
}

export const newCorrelationId = (): string => randomUUID();
