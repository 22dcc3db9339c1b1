/** Messages and spans, one by one. */
import { z } from 'zod';
import { EventDetail } from '#lib/contracts/flows.ts';
import { RecordFlows, RecordFlowsQuery, SpanDetail, SpanPath } from '#lib/contracts/records.ts';
import { define, problem } from '#lib/contracts/routes/define.ts';
import { Offset } from '#lib/contracts/wire.ts';

const EventPath = z.object({
  source: z.string().min(1).max(200),
  topic: z.string().min(1).max(1000),
  partition: z.coerce.number().int().min(0).max(2_147_483_647),
  offset: Offset,
});
const EventQuery = z.object({
  incarnation: z.coerce.number().int().min(0).max(2_147_483_647).optional().describe('Of a topic that was recreated; the newest that holds the offset by default.'),
});
const noEvent = problem('There is no event at these coordinates.');

export const recordRoutes = {
  readEvent: define({
    id: 'getEvent',
    method: 'get',
    path: '/api/v1/events/{source}/{topic}/{partition}/{offset}',
    summary: 'One event with its headers, its payload and what was read out of them.',
    params: EventPath,
    query: EventQuery,
    answer: EventDetail,
    also: { 404: noEvent },
  }),
  readEventPayload: define({
    id: 'getEventPayload',
    method: 'get',
    path: '/api/v1/events/{source}/{topic}/{partition}/{offset}/payload',
    summary: 'The whole value as it was written, masked where masking is configured: what is kept here only in part comes from the broker, while it has it.',
    params: EventPath,
    query: EventQuery,
    answer: 'application/octet-stream',
    also: {
      204: { description: 'The event is a tombstone: it has no value.', schema: null },
      404: noEvent,
      410: problem('Only the beginning is kept here, and the broker has the message no longer.'),
      429: problem('Too many values are being read from brokers.'),
    },
  }),
  listFlowsOfEvent: define({
    id: 'listFlowsOfEvent',
    method: 'get',
    path: '/api/v1/events/{source}/{topic}/{partition}/{offset}/flows',
    summary: 'The flows that show an event, the newest first.',
    params: EventPath,
    query: EventQuery.extend(RecordFlowsQuery.shape),
    answer: RecordFlows,
    also: { 404: noEvent },
  }),
  readSpan: define({
    id: 'getSpan',
    method: 'get',
    path: '/api/v1/spans/{traceId}/{spanId}',
    summary: 'One span, and a flow that shows it.',
    params: SpanPath,
    answer: SpanDetail,
    also: { 404: problem('There is no such span.') },
  }),
  listFlowsOfSpan: define({
    id: 'listFlowsOfSpan',
    method: 'get',
    path: '/api/v1/spans/{traceId}/{spanId}/flows',
    summary: 'The flows that show a span, the newest first: several where it is shared.',
    params: SpanPath,
    query: RecordFlowsQuery,
    answer: RecordFlows,
  }),
} as const;
