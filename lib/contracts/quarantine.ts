import { z } from 'zod';
import { Coordinates, Int64, Limit, Time } from '#lib/contracts/wire.ts';

export const QuarantineState = z.enum(['kept', 'read']).meta({ id: 'QuarantineState', description: 'kept: nothing could read it yet. read: it was read again, and what is in it is stored.' });
export type QuarantineState = z.infer<typeof QuarantineState>;

export const QuarantineId = z.string().regex(/^\d{1,18}$/, 'must be digits');

export const QuarantineQuery = z.object({ state: QuarantineState.optional(), limit: Limit, cursor: z.string().optional() });
export type QuarantineQuery = z.infer<typeof QuarantineQuery>;

export const QuarantineEntry = z
  .object({
    id: z.string(),
    at: Time,
    state: QuarantineState,
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

export const QuarantineDetail = QuarantineEntry.extend({
  holds: z.enum(['batch', 'spans', 'zipkin', 'event', 'pushed', 'span']).nullable().describe('What the bytes are. Null where that was not kept: then nothing can read them again.'),
  place: z.object({ first: Coordinates, last: Int64 }).nullable().describe('Where its messages stand on their broker.'),
  bytes: z.object({ hex: z.string(), text: z.string().optional().describe('Where it is UTF-8.'), truncated: z.boolean() }).describe('The first 64 KiB; `/bytes` gives all of them.'),
  tried: z.object({ at: Time, reason: z.string() }).nullable().describe('The last time that it was read again and could not be.'),
  read: z.object({ at: Time, events: z.int(), spans: z.int(), traces: z.array(z.string()).describe('Of its spans; the first 20.') }).nullable(),
}).meta({ id: 'QuarantineDetail' });
export type QuarantineDetail = z.infer<typeof QuarantineDetail>;

export const Reprocessed = z
  .object({ state: z.enum(['read', 'unreadable']), at: Time, events: z.int(), spans: z.int(), reason: z.string().nullable().describe('Why it still cannot be read.') })
  .meta({ id: 'Reprocessed' });
export type Reprocessed = z.infer<typeof Reprocessed>;
