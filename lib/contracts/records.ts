/** One record by its own name, and the flows that show it. */
import { z } from 'zod';
import { FlowSpan, FlowSummary } from '#lib/contracts/flows.ts';
import { Limit } from '#lib/contracts/wire.ts';

export const SpanPath = z.object({
  traceId: z.string().regex(/^[0-9a-f]{32}$/i, 'must be 32 hex digits').transform((id) => id.toLowerCase()),
  spanId: z.string().regex(/^[0-9a-f]{16}$/i, 'must be 16 hex digits').transform((id) => id.toLowerCase()),
});

export const SpanDetail = z
  .object({ span: FlowSpan.describe('Of `linkedFrom` nothing is known outside a flow: it is empty.'), flowId: z.string().nullable().describe('A flow that shows it; null while none does.') })
  .meta({ id: 'SpanDetail' });
export type SpanDetail = z.infer<typeof SpanDetail>;

export const RecordFlowsQuery = z.object({ limit: Limit, cursor: z.string().optional() });
export type RecordFlowsQuery = z.infer<typeof RecordFlowsQuery>;

export const RecordFlows = z.object({ flows: z.array(FlowSummary), nextCursor: z.string().nullable() }).meta({ id: 'RecordFlows' });
export type RecordFlows = z.infer<typeof RecordFlows>;
