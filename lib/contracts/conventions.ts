import { z } from 'zod';
import { KeyKind } from '#lib/contracts/flows.ts';
import { Int64, Time } from '#lib/contracts/wire.ts';

const Entry = z
  .object({ value: z.string(), configured: z.boolean().describe('From the configuration file; else it is a default.') })
  .meta({ id: 'ConventionEntry' });
export type ConventionEntry = z.infer<typeof Entry>;

const entries = z.array(Entry).describe('In the order in which they are believed.');

export const ConventionsInForce = z
  .object({
    configFile: z.string().nullable().describe('The configuration file that was read; null where there is none.'),
    traceHeaders: z.array(z.string()).describe('In the order in which they are believed.'),
    meanings: z.array(z.object({ name: z.string(), headers: entries, baggage: entries, pointers: entries, attributes: entries })),
    businessKeys: z.array(z.object({ name: z.string(), joins: z.boolean(), configured: z.boolean(), headers: entries, pointers: entries, attributes: entries })),
    deadLetters: z.object({
      topics: entries.describe('Regular expressions.'),
      retryTopics: entries.describe('Regular expressions.'),
      frameworks: z.array(z.string()).describe('Whose headers are known.'),
      headers: z.array(z.object({ name: z.string(), headers: entries })).describe('Beside those of the frameworks; only on dead-letter and retry topics.'),
    }),
    masking: z.object({
      payloadOff: z.array(z.string()),
      pointers: z.array(z.string()),
      headers: z.array(z.string()),
      attributes: z.array(z.string()),
      patterns: z.array(z.string()),
    }),
    limits: z.array(z.object({ name: z.string(), value: z.number(), unit: z.string() })),
  })
  .meta({ id: 'ConventionsInForce' });
export type ConventionsInForce = z.infer<typeof ConventionsInForce>;

const LONGEST_PASTE = 1_000_000;
const Paste = z.string().max(LONGEST_PASTE, 'has more than 1,000,000 characters');

export const PastedMessage = z
  .object({
    topic: z.string().min(1, 'is empty').max(249, 'is longer than 249 characters, which is Kafka’s limit').default('pasted'),
    key: Paste.optional().describe('Text, or bytes as 0x and hex.'),
    headers: z
      .union([Paste, z.array(z.object({ name: z.string(), value: z.string().nullable() }))], 'is neither text nor a list of names and values')
      .default('')
      .describe('A list; or text: a line `name: value` each, or JSON. A value that is 0x and hex is bytes.'),
    payload: Paste.nullable().optional().describe('Text, or bytes as 0x and hex. Null, or left out, is a tombstone.'),
  })
  .meta({ id: 'PastedMessage' });
export type PastedMessage = z.infer<typeof PastedMessage>;

const Attempted = z.object({ type: z.string().nullable(), message: z.string().nullable() });

export const MessageTrial = z
  .object({
    type: z.string().nullable(),
    messageId: z.string().nullable(),
    contentType: z.string().nullable(),
    eventTime: Time.nullable(),
    sequence: z.string().nullable(),
    role: z.enum(['normal', 'retry', 'dead-letter']),
    attempt: z.int(),
    dueAt: Time.nullable().describe('A retry is not to be handled before this.'),
    trace: z
      .object({ traceId: z.string(), spanId: z.string().nullable(), sampled: z.boolean().nullable(), state: z.string().nullable(), from: z.string() })
      .nullable()
      .describe('The span that sent it.'),
    keys: z.array(
      z.object({
        kind: KeyKind,
        name: z.string().optional(),
        value: z.string(),
        from: z.string().describe('A header’s name, or a JSON pointer.'),
        place: z.enum(['header', 'payload']),
        joins: z.boolean(),
        why: z.string(),
      }),
    ),
    causes: z.array(z.string()).describe('Ids of the messages that caused this one.'),
    failure: z
      .object({
        framework: z.string().nullable(),
        origin: z.object({ topic: z.string(), partition: z.int().nullable(), offset: Int64.nullable(), group: z.string().nullable() }).nullable(),
        type: z.string().nullable(),
        message: z.string().nullable(),
        stacktrace: z.string().nullable(),
        failedAt: Time.nullable(),
        history: z.array(Attempted).describe('What failed before, the first attempt first.'),
      })
      .nullable(),
    replay: z.object({ id: z.string(), of: z.string().nullable() }).nullable(),
    notes: z.array(z.string()).describe('What was malformed, and therefore taken as absent.'),
    masked: z.array(z.string()).describe('Rules that masked something, as they would before it is stored.'),
    headers: z.int().describe('How many there are.'),
    size: z.int().nullable().describe('Of the payload, in bytes; null for a tombstone.'),
  })
  .meta({ id: 'MessageTrial' });
export type MessageTrial = z.infer<typeof MessageTrial>;
