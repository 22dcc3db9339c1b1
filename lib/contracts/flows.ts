import { z } from 'zod';
import { Coordinates, Int64, Limit, Ms, Ref, SpanRef, Time } from '#lib/contracts/wire.ts';
import { DEAD_LETTER_STATES } from '#lib/core/dead-letters/states.ts';

export const FlowStatus = z.enum(['failed', 'stalled', 'compensated', 'completed', 'in-flight']).meta({ id: 'FlowStatus' });
export type FlowStatus = z.infer<typeof FlowStatus>;

export const KeyKind = z.enum(['correlation', 'trace', 'message', 'business']).meta({ id: 'KeyKind' });
export type KeyKind = z.infer<typeof KeyKind>;

export const FlowKey = z.object({ kind: KeyKind, name: z.string().optional(), value: z.string() }).meta({ id: 'FlowKey' });
export type FlowKey = z.infer<typeof FlowKey>;

export const FlowSummary = z
  .object({
    id: z.string(),
    kind: z.string(),
    status: FlowStatus,
    startedAt: Time,
    lastActivityAt: Time,
    durationMs: Ms,
    entry: z.string(),
    services: z.array(z.string()),
    topics: z.array(z.string()),
    counts: z.object({
      events: z.int(),
      spans: z.int(),
      errors: z.int(),
      retries: z.int(),
      duplicates: z.int(),
      deadLetters: z.int(),
    }),
    keys: z.array(FlowKey),
  })
  .meta({ id: 'FlowSummary' });
export type FlowSummary = z.infer<typeof FlowSummary>;

export const Delivery = z
  .object({
    group: z.string().nullable(),
    service: z.string().nullable(),
    traceId: z.string().nullable(),
    spanId: z.string().nullable(),
    startedAt: Time.describe('Of a reader that only commits tell of: when the first sample had passed the event.'),
    endedAt: Time.nullable(),
    waitMs: Ms.nullable().describe('Delivery start minus broker timestamp; null where that is not known, as between clocks that differ.'),
    skewMs: Ms.nullable().describe("By how much the reader's clock is ahead of the writer's, as estimated, where that is why the wait is not known; negative where it is behind."),
    outcome: z.enum(['ok', 'error', 'unknown']),
    attempt: z.int(),
    evidence: z.string(),
    notBefore: Time.optional().describe('Of a reader that only commits tell of: the last sample that had not passed the event.'),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

const EffectsLeftOut = z.int().optional().describe('Records that it led to and that are not shown, where the flow is `truncated`.');

export const FlowEvent = z
  .object({
    coordinates: Coordinates,
    id: z.string().nullable(),
    type: z.string().nullable(),
    key: z.string().nullable().describe('Its first 512 bytes at most, as hex behind `0x` where they are no text. The event itself has it whole.'),
    keyBytes: z.int().optional().describe('How many bytes the key has, where that is more than is told here.'),
    timestamp: Time.nullable(),
    timestampType: z.enum(['create', 'append', 'none']),
    observedAt: Time,
    eventTime: Time.nullable(),
    size: z.int().nullable().describe('Bytes of the value; null for a tombstone.'),
    attempt: z.int(),
    sharedWith: z.int(),
    producer: z.object({ service: z.string().nullable(), traceId: z.string(), spanId: z.string() }).nullable(),
    deliveries: z.array(Delivery),
    role: z.enum(['normal', 'retry', 'dead-letter']).describe('Of its topic, by name and headers.'),
    deadLetterId: z.string().nullable().describe('Of a dead letter, where it is kept as one.'),
    deadLetterState: z.enum(DEAD_LETTER_STATES).optional().describe('What became of that dead letter; absent without one.'),
    replayId: z.string().nullable().describe('The replay that sent it.'),
    effectsLeftOut: EffectsLeftOut,
  })
  .meta({ id: 'FlowEvent' });
export type FlowEvent = z.infer<typeof FlowEvent>;

export const FlowSpan = z
  .object({
    traceId: z.string(),
    spanId: z.string(),
    parentSpanId: z.string().nullable(),
    service: z.string(),
    name: z.string(),
    kind: z.enum(['internal', 'server', 'client', 'producer', 'consumer']),
    startedAt: Time,
    durationMs: Ms,
    status: z.enum(['unset', 'ok', 'error']),
    statusMessage: z.string(),
    sharedWith: z.int(),
    attributes: z.record(z.string(), z.unknown()),
    resource: z.record(z.string(), z.unknown()),
    events: z.array(z.object({ name: z.string(), at: Time, attributes: z.record(z.string(), z.unknown()) })),
    links: z.array(SpanRef),
    droppedLinks: z.int().describe('Links that its SDK dropped: most keep 128.'),
    linkedFrom: z.array(SpanRef).describe('The spans of this flow that link to it.'),
    effectsLeftOut: EffectsLeftOut,
  })
  .meta({ id: 'FlowSpan' });
export type FlowSpan = z.infer<typeof FlowSpan>;

export const HopKind = z.enum(['call', 'publish', 'deliver', 'cause', 'retry', 'dead-letter', 'replay', 'follows']).meta({ id: 'HopKind' });
export type HopKind = z.infer<typeof HopKind>;

export const Evidence = z
  .enum(['span-parent', 'span-link', 'trace-context', 'coordinates', 'causation-id', 'dead-letter-headers', 'replay-headers', 'message-id', 'correlation-id', 'business-key', 'trace-id'])
  .meta({ id: 'Evidence' });
export type Evidence = z.infer<typeof Evidence>;

export const Hop = z
  .object({ from: Ref, to: Ref, kind: HopKind, evidence: Evidence, waitMs: Ms.nullable() })
  .meta({ id: 'Hop' });
export type Hop = z.infer<typeof Hop>;

export const Finding = z
  .object({ kind: z.string(), message: z.string(), refs: z.array(Ref), notShown: z.int().optional().describe('Records that it is about too and that are not shown, where the flow is `truncated`.') })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof Finding>;

export const TimeSplit = z
  .object({
    processingMs: Ms.nullable().describe('Some span of the critical path was at work.'),
    waitingMs: Ms.nullable().describe('The message that the path went on with was in a broker.'),
    retryDelayMs: Ms.nullable().describe('An attempt had failed, and the next had not begun.'),
    unaccountedMs: Ms.describe('Nothing left a record.'),
    totalMs: Ms.describe("The flow's duration: the sum of the others."),
  })
  .meta({ id: 'TimeSplit', description: 'Where the time of a flow went, along its critical path, with clocks put right. Without spans work and waits are not known: null.' });
export type TimeSplit = z.infer<typeof TimeSplit>;

/** A key that joins nothing. */
export const FlowHub = FlowKey.extend({ reason: z.enum(['too-many-records', 'flow-too-large']) }).meta({ id: 'FlowHub' });
export type FlowHub = z.infer<typeof FlowHub>;

export const ExpectedStep = z
  .object({
    after: Ref.describe('The message that it usually follows.'),
    step: z.object({ type: z.string().nullable(), topic: z.string(), service: z.string().nullable() }),
    share: z.number().describe('In what share of the flows of this kind that have the message it follows, from 0 to 1.'),
    cases: z.int().describe('Of so many flows.'),
    usuallyMs: Ms.describe('The median.'),
    p99Ms: Ms,
    overdueMs: Ms.describe('0 while it is not late.'),
    why: z.enum(['not-consumed', 'nothing-followed', 'dead-lettered', 'not-observed']),
    ahead: Int64.optional().describe('Offsets that the group has still to read before the message.'),
    group: z.string().optional(),
    message: z.string(),
  })
  .meta({ id: 'ExpectedStep' });
export type ExpectedStep = z.infer<typeof ExpectedStep>;

const NameCount = z.object({ name: z.string(), count: z.int() });

export const Truncated = z
  .object({
    shown: z.int(),
    total: z.int(),
    leftOut: z.object({
      events: z.int(),
      spans: z.int(),
      errors: z.int(),
      services: z.array(NameCount).describe('Those with the most spans that are not shown, at most 10.'),
      topics: z.array(NameCount).describe('Those with the most messages that are not shown, at most 10.'),
      from: Time.nullable(),
      to: Time.nullable(),
      notRead: z.int().describe('Records of a flow beyond twice the display limit that were not even read: nothing else is known of them here.'),
      words: z.string().describe('The same in plain sentences.'),
    }),
  })
  .meta({ id: 'Truncated', description: 'Of a flow with more records than are shown. What is shown is a whole: whatever led to a record is there too.' });
export type Truncated = z.infer<typeof Truncated>;

export const FlowDetail = z
  .object({
    flow: FlowSummary,
    events: z.array(FlowEvent),
    spans: z.array(FlowSpan),
    hops: z.array(Hop),
    criticalPath: z.array(Ref),
    time: TimeSplit,
    clocks: z.array(z.object({ service: z.string(), offsetMs: Ms })).describe('Clocks that contradict causality, and by how much each is ahead, as estimated; negative where it is behind.'),
    findings: z.array(Finding),
    expected: z.array(ExpectedStep).describe('Of a flow that is not finished: the steps that usually come next, and why they have not come; the one that is due first in front.'),
    hubs: z.array(FlowHub).describe('Keys of its records that join nothing, because they name too many records or because a flow grew too large by them.'),
    truncated: Truncated.nullable(),
    behindSince: Time.optional().describe('Of a flow that is too large to be derived when it is asked for: since when records are stored that may belong to it and are not in it yet. Absent where it is whole.'),
    lacks: z.literal(true).optional().describe('Something that belongs to it is stored, and deriving fails for it, so it is not in it: /api/v1/underivable says why. Absent where it is whole.'),
  })
  .meta({ id: 'FlowDetail' });
export type FlowDetail = z.infer<typeof FlowDetail>;

const relative = /^now(-\d{1,6}[smhd])?$/;
const absolute = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** `now-15m` (s, m, h, d) or RFC 3339. lib/services/flows/time-bound.ts turns it into microseconds. */
export const TimeBound = z
  .string()
  .refine(
    (text) => relative.test(text) || (absolute.test(text) && !Number.isNaN(Date.parse(text))),
    'must be a time such as 2026-01-31T10:00:00Z, or now-15m',
  );

/** The filters that the list, the facets and the histogram share. Repeat `status`, `kind`, `service` and `topic` for several values. */
const several = z.union([z.string(), z.array(z.string())]).transform((value) => (Array.isArray(value) ? value : [value])).optional();
export const FlowFilter = z.object({
  from: TimeBound.optional().describe('Flows that started at this time or later: RFC 3339, or now-15m.'),
  to: TimeBound.optional().describe('Flows that started before this time.'),
  status: z.union([FlowStatus, z.array(FlowStatus)]).transform((value) => (Array.isArray(value) ? value : [value])).optional(),
  kind: several,
  service: several,
  topic: several,
  notStatus: z.union([FlowStatus, z.array(FlowStatus)]).transform((value) => (Array.isArray(value) ? value : [value])).optional(),
  notKind: several,
  notService: several.describe('Flows that reached none of these.'),
  notTopic: several,
  key: z.string().optional().describe('One key, exactly.'),
  keyName: z.string().min(1).max(200).optional().describe('What `key` is: the name of a business key in any case, such as orderId, or correlation, trace, message or business. Only with `key`.'),
  q: z.string().max(500).optional().describe('Free text over keys, types, services, topics and failure messages: words, each of which must occur, in any case, also as a part of a longer one.'),
  minDurationMs: z.coerce.number().min(0).optional(),
  maxDurationMs: z.coerce.number().min(0).optional(),
  hasDeadLetters: z.enum(['true', 'false']).transform((value) => value === 'true').optional(),
});
export type FlowFilter = z.infer<typeof FlowFilter>;

export const FlowQuery = z.object({
  form: z.enum(['json', 'packed']).default('json').describe('`packed`: the same with everything that is there more than once written once, for the browser. It may change with any version.'),
});

export const FlowListQuery = FlowFilter.extend({
  sort: z.enum(['startedAt', 'lastActivityAt', 'duration']).default('startedAt'),
  limit: Limit,
  cursor: z.string().optional(),
});
export type FlowListQuery = z.infer<typeof FlowListQuery>;

export const FlowList = z.object({ flows: z.array(FlowSummary), nextCursor: z.string().nullable() }).meta({ id: 'FlowList' });
export type FlowList = z.infer<typeof FlowList>;

export const FlowFacets = z
  .object({
    status: z.array(z.object({ value: z.string(), count: z.int() })),
    kind: z.array(z.object({ value: z.string(), count: z.int() })),
    service: z.array(z.object({ value: z.string(), count: z.int() })),
    topic: z.array(z.object({ value: z.string(), count: z.int() })),
    total: z.int().describe('As the counts by status: exact, but for `atLeast`.'),
    atLeast: z.boolean().describe('More flows match than could be counted in time: `total` and the counts by status are of the newest, and there are at least so many.'),
    truncated: z.boolean().describe('Kinds, services and topics are counted of the newest `counted` flows, and not of all that match.'),
    counted: z.int().describe('Of so many flows kinds, services and topics are counted: of all, where not `truncated`.'),
  })
  .meta({ id: 'FlowFacets' });
export type FlowFacets = z.infer<typeof FlowFacets>;

export const FlowHistogram = z
  .object({
    bucketMs: Ms,
    /** At most 120, without gaps; `counts` by status, only those that occur. */
    buckets: z.array(z.object({ at: Time, counts: z.record(z.string(), z.int()) })),
    truncated: z.boolean().describe('More flows match than are counted here; the newest are, back to `countedSince`.'),
    countedSince: Time.nullable().describe('What matches before this is not counted: bars that begin before are not known, and no zero. Null where everything is counted.'),
  })
  .meta({ id: 'FlowHistogram' });
export type FlowHistogram = z.infer<typeof FlowHistogram>;

export const FlowCompletionsQuery = z.object({
  field: z.enum(['kind', 'service', 'topic', 'keyName', 'key']).describe('`keyName`: names of business keys; `key`: values of keys.'),
  text: z.string().max(200).default('').describe('What was typed so far, in any case: values that begin so come first, then those that hold it. Of keys only those that begin so, in this very case.'),
  keyName: z.string().min(1).max(200).optional().describe('For `key`: of keys with this name only, in this very case.'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type FlowCompletionsQuery = z.infer<typeof FlowCompletionsQuery>;

export const FlowCompletions = z
  .object({ values: z.array(z.object({ value: z.string(), count: z.int().nullable().describe('Flows that have it, of all that are kept; null for names and values of keys, which are not counted.') })) })
  .meta({ id: 'FlowCompletions' });
export type FlowCompletions = z.infer<typeof FlowCompletions>;

/** What was found: a flow by one of its keys, by its own id, or by the coordinates of one of its events. */
export const MatchKind = z.enum([...KeyKind.options, 'flow', 'event']).meta({ id: 'MatchKind' });

export const KeyMatch = z
  .object({
    kind: MatchKind,
    name: z.string().optional(),
    value: z.string(),
    flowId: z.string(),
    flow: z.object({ kind: z.string(), status: FlowStatus, startedAt: z.string() }).optional().describe('What flow that is; absent where it has just been joined to another.'),
  })
  .meta({ id: 'KeyMatch' });
export type KeyMatch = z.infer<typeof KeyMatch>;
export const SearchResult = z.object({ matches: z.array(KeyMatch) }).meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof SearchResult>;

export const EventHeader = z.object({
  name: z.string(),
  value: z.string().nullable(),
  encoding: z.enum(['utf8', 'hex', 'int32', 'int64']),
  hex: z.string().optional().describe('Its bytes, where `value` is a number that was read out of them.'),
  meaning: z.array(z.object({ name: z.string(), value: z.string(), at: Time.optional() })).describe('What it says, by the convention that it follows: `at` for a time. Empty where none is known.'),
});

export const Payload = z.object({
  size: z.int().nullable(),
  truncated: z.boolean(),
  masked: z.boolean(),
  maskedBy: z.array(z.string()).describe('The rules that replaced something in it, or because of which nothing of it is kept.'),
  sha256: z.string().nullable().describe('Of the whole value; null where it is masked, since it would let small values be guessed.'),
  keyedHash: z.string().nullable().describe('Of the whole value before it was masked: equal ones have equal hashes. Null where it is not masked.'),
  contentType: z.string().nullable(),
  encoding: z.enum(['json', 'text', 'hex', 'tombstone', 'none']).describe('`none`: nothing of it is kept, since masking says so.'),
  wholeFrom: z.enum(['store', 'broker']).nullable().describe('Where `…/payload` has the whole value from; null where it is nowhere to be had.'),
  schemaId: z.int().optional().describe('Of Confluent’s framing, which stands in front of the value shown.'),
  text: z.string().optional(),
  hex: z.string().optional(),
  json: z.unknown().optional().describe('Decoded; numbers that a double cannot hold are strings of their digits here, and as they were in `text`.'),
});

export const Whereabouts = z.object({
  group: z.string(),
  state: z.enum(['consumed', 'waiting', 'unknown']),
  at: Time.optional(),
  between: z.tuple([Time, Time]).optional(),
  ahead: Int64.optional(),
  etaMs: Ms.optional(),
  evidence: z.enum(['span', 'commit', 'sample', 'none']),
  reason: z.string().optional().describe('Why it is not known, or what else is worth knowing, in one sentence.'),
});
export type Whereabouts = z.infer<typeof Whereabouts>;

export const EventDetail = z
  .object({
    coordinates: Coordinates,
    flowId: z.string().nullable(),
    id: z.string().nullable(),
    type: z.string().nullable(),
    key: z.string().nullable(),
    timestamp: Time.nullable(),
    timestampType: z.enum(['create', 'append', 'none']),
    observedAt: Time,
    eventTime: Time.nullable(),
    /** The span that sent it, and the header that says so; only the trace where the header names no span. */
    trace: z.object({ traceId: z.string(), spanId: z.string().nullable(), from: z.string() }).nullable(),
    keys: z.array(FlowKey.extend({ from: z.string() })),
    notes: z.array(z.string()).describe('What could not be read as it should be.'),
    headers: z.array(EventHeader),
    maskedBy: z.array(z.string()).describe('The rules that replaced something in key and headers.'),
    payload: Payload,
    whereabouts: z.array(Whereabouts).describe('By each consumer group that reads the topic.'),
    sampling: z.object({ sampledAt: Time.nullable(), intervalMs: Ms, error: z.string().nullable() }).nullable().describe('When the committed offsets of the groups were last looked at, and how often that is; null where they never were.'),
  })
  .meta({ id: 'EventDetail' });
export type EventDetail = z.infer<typeof EventDetail>;
