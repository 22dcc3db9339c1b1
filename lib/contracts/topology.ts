import { z } from 'zod';
import { TimeBound } from '#lib/contracts/flows.ts';
import { Int64, Ms, Time } from '#lib/contracts/wire.ts';

export const TopologyQuery = z.object({
  from: TimeBound.default('now-1h').describe('RFC 3339, or now-15m. Whole minutes are counted.'),
  to: TimeBound.default('now').describe('Exclusive.'),
  focus: z.string().min(1).max(2000).optional().describe('The id of a node that is in the answer with its neighbours, however little runs there.'),
});
export type TopologyQuery = z.infer<typeof TopologyQuery>;

const TopologyNode = z
  .object({
    id: z.string(),
    kind: z.enum(['service', 'topic', 'group']),
    name: z.string(),
    source: z.string().nullable().describe('Of a topic or a group; null where only spans name the topic.'),
    role: z.enum(['normal', 'retry', 'dead-letter']).describe('Of a topic, by its name and the headers of its messages.'),
    messages: z.int().nullable().describe('Of a topic: how many were written to it; null where it is not observed.'),
    ratePerSecond: z.number().nullable().describe('Of those messages, over the part of the range of which anything is kept.'),
    writtenByUnknown: z.int().describe('Of those, how many name no span that sent them and no message that they are a copy of.'),
  })
  .meta({ id: 'TopologyNode' });
export type TopologyNode = z.infer<typeof TopologyNode>;

const TopologyEdge = z
  .object({
    from: z.string(),
    to: z.string(),
    kind: z.enum(['produces', 'consumes', 'calls', 'dead-letters']),
    count: z.int().nullable().describe('Messages or calls in the range; a message that was tried again counts each time. Null where only commits tell of the edge.'),
    errors: z.int().nullable(),
    ratePerSecond: z.number().nullable(),
    p50Ms: Ms.nullable().describe('How long it takes along the edge: a call, a send, or the wait of a message until it was first handled. Within a fifth.'),
    p95Ms: Ms.nullable(),
    workP50Ms: Ms.nullable().describe('Of `consumes`: how long a message was worked on.'),
    workP95Ms: Ms.nullable(),
    lastSeenAt: Time.nullable().describe('The minute in which it was seen last; in long ranges the last of its hour.'),
    group: z.string().nullable().describe('The consumer group that reads here.'),
    lag: Int64.optional().describe('Messages that the group has still to read, by the last sample; absent where it is not known.'),
    evidence: z.enum(['message', 'headers', 'span', 'poll', 'commit']),
  })
  .meta({ id: 'TopologyEdge' });
export type TopologyEdge = z.infer<typeof TopologyEdge>;

export const Topology = z
  .object({
    from: Time,
    to: Time,
    nodes: z.array(TopologyNode),
    edges: z.array(TopologyEdge),
    truncated: z
      .object({
        nodes: z.int().describe('How many there are.'),
        edges: z.int(),
        hidden: z.array(z.object({ id: z.string(), kind: z.enum(['service', 'topic', 'group']), name: z.string() })).describe('The busiest of those that are left out.'),
        countedSince: Time.nullable().describe('Where so much was counted that only the newest was read.'),
      })
      .nullable(),
    lagSampledAt: Time.nullable(),
  })
  .meta({ id: 'Topology' });
export type Topology = z.infer<typeof Topology>;
