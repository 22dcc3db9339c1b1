import type { Service } from './service.ts';

interface ServiceEntry {
  /** Whether it is instrumented. */
  readonly traced: boolean;
  load(): Promise<Service>;
}

export const SERVICES: Readonly<Record<string, ServiceEntry>> = {
  checkout: { traced: true, load: async () => (await import('./services/checkout.ts')).checkout },
  payment: { traced: true, load: async () => (await import('./services/payment.ts')).payment },
  inventory: { traced: false, load: async () => (await import('./services/inventory.ts')).inventory },
  shipping: { traced: true, load: async () => (await import('./services/shipping.ts')).shipping },
  email: { traced: true, load: async () => (await import('./services/email.ts')).email },
  trips: { traced: true, load: async () => (await import('./services/trips.ts')).trips },
  plays: { traced: true, load: async () => (await import('./services/plays.ts')).plays },
};

/** What takes part in an order. */
export const ORDER_SERVICES = ['checkout', 'payment', 'inventory', 'shipping', 'email'] as const;
