import { z } from 'zod';
import { Coordinates, Time } from '#lib/contracts/wire.ts';

export const LeftOutRecord = z
  .object({
    at: Time.describe('When deriving failed for it the last time.'),
    reason: z.string(),
    record: z.union([z.object({ event: Coordinates }), z.object({ trace: z.string() })]).describe('A message, or all spans of a trace.'),
  })
  .meta({ id: 'LeftOutRecord' });
export type LeftOutRecord = z.infer<typeof LeftOutRecord>;

export const LeftOutList = z.object({ records: z.array(LeftOutRecord) }).meta({ id: 'LeftOutList' });
export type LeftOutList = z.infer<typeof LeftOutList>;

export const DerivedAgain = z.object({ records: z.int().describe('That are derived again.') }).meta({ id: 'DerivedAgain' });
export type DerivedAgain = z.infer<typeof DerivedAgain>;
