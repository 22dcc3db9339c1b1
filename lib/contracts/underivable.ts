import { z } from 'zod';
import { Coordinates, Time } from '#lib/contracts/wire.ts';

export const Underivable = z
  .object({
    at: Time.describe('When deriving failed for it the last time.'),
    reason: z.string(),
    what: z.union([z.object({ event: Coordinates }), z.object({ trace: z.string() })]).describe('A message, or all spans of a trace.'),
  })
  .meta({ id: 'Underivable' });
export type Underivable = z.infer<typeof Underivable>;

export const UnderivableList = z.object({ underivable: z.array(Underivable) }).meta({ id: 'UnderivableList' });
export type UnderivableList = z.infer<typeof UnderivableList>;

export const UnderivableRetried = z.object({ count: z.int().describe('Messages and traces that are tried again now.') }).meta({ id: 'UnderivableRetried' });
export type UnderivableRetried = z.infer<typeof UnderivableRetried>;
