import type { Bus } from './bus.ts';
import type { DemoOptions } from './options.ts';

/** What a service runs with. */
export interface ServiceContext {
  readonly name: string;
  readonly bus: Bus;
  readonly options: DemoOptions;
  /** The service's own clock, which may be wrong. Milliseconds of the epoch. */
  now(): number;
}

/** Starts the service; what comes back ends the part of it that makes work, before the bus is stopped. */
export type Service = (context: ServiceContext) => Promise<() => Promise<void>>;
