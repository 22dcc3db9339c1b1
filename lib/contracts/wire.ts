import { z } from 'zod';

/** RFC 3339 in UTC, up to microseconds. */
export const Time = z.string().meta({ format: 'date-time' });
/** A 64-bit integer as decimal digits: JSON numbers lose them beyond 2^53. */
export const Int64 = z.string().regex(/^-?\d+$/).meta({ format: 'int64' });
/** The same as a caller gives it: digits, and no more than 64 bits hold. What is no digits must not reach BigInt, which throws. */
export const Offset = z
  .string()
  .regex(/^\d{1,19}$/, { error: 'must be decimal digits', abort: true })
  .refine((text) => BigInt(text) <= 9_223_372_036_854_775_807n, 'must be below 2^63')
  .meta({ format: 'int64' });
/** Milliseconds; the fraction goes down to microseconds. */
export const Ms = z.number();

export const Coordinates = z
  .object({ source: z.string(), topic: z.string(), incarnation: z.int(), partition: z.int(), offset: Int64 })
  .meta({ id: 'Coordinates', description: 'The name of one event.' });
export type Coordinates = z.infer<typeof Coordinates>;

export const SpanRef = z.object({ traceId: z.string(), spanId: z.string() }).meta({ id: 'SpanRef' });
export type SpanRef = z.infer<typeof SpanRef>;

export const Ref = z.union([z.object({ event: Coordinates }), z.object({ span: SpanRef })]).meta({ id: 'Ref' });
export type Ref = z.infer<typeof Ref>;

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional().describe('For bad input: every fault.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const Limit = z.coerce.number().int().min(1).max(500).default(50);
