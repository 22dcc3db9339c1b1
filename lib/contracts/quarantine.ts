import { z } from 'zod';
import { Limit, Time } from '#lib/contracts/wire.ts';

export const QuarantineQuery = z.object({ limit: Limit, cursor: z.string().optional() });
export type QuarantineQuery = z.infer<typeof QuarantineQuery>;

export const QuarantineEntry = z
  .object({
    id: z.string(),
    at: Time,
    source: z.string(),
    origin: z.string().describe('Where it came from: a message, or a request.'),
    reason: z.string(),
    size: z.int().describe('Bytes that are kept.'),
    preview: z.object({ encoding: z.enum(['utf8', 'hex']), value: z.string() }).describe('The first 256 bytes.'),
  })
  .meta({ id: 'QuarantineEntry' });
export type QuarantineEntry = z.infer<typeof QuarantineEntry>;

export const QuarantineList = z
  .object({ quarantined: z.array(QuarantineEntry), nextCursor: z.string().nullable() })
  .meta({ id: 'QuarantineList' });
export type QuarantineList = z.infer<typeof QuarantineList>;
