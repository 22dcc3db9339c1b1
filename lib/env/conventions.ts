/** What is read besides the known headers, pointers and attributes: the part `conventions` of the configuration file. Every list comes before the defaults. */
import { z } from 'zod';
import type { NamePattern } from '#lib/env/fields.ts';

const Pointer = z.string().regex(/^(\/([^~/]|~[01])*)+$/, 'is not a JSON pointer, such as /data/orderId');

/** Headers and attributes are found by their whole name. */
const Name = z
  .string()
  .min(1, 'is empty')
  .max(255, 'is longer than 255 characters')
  .refine((name) => name === name.trim(), 'begins or ends with a space')
  .refine((name) => !/[\u0000-\u001f\u007f]/.test(name), 'has control characters');

const list = (item: z.ZodType<string>, same: (text: string) => string) =>
  z
    .array(item)
    .readonly()
    .default([])
    .superRefine((items, context) => {
      const seen = new Set<string>();
      for (const [index, text] of items.entries()) {
        if (seen.has(same(text))) context.addIssue({ code: 'custom', path: [index], message: `"${text}" is there twice` });
        seen.add(same(text));
      }
    });

const Headers = list(Name, (name) => name.toLowerCase());
const Names = list(Name, (name) => name);
const Pointers = list(Pointer, (pointer) => pointer);

const BusinessKey = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9._-]{0,62}$/i, 'is not a short name that begins with a letter'),
    /** The short form of one pointer. */
    pointer: Pointer.optional(),
    pointers: Pointers,
    headers: Headers,
    attributes: Names,
    joins: z.boolean('is neither true nor false').optional(),
  })
  .refine((key) => key.joins !== undefined || key.pointer !== undefined || key.pointers.length + key.headers.length + key.attributes.length > 0, {
    message: 'names no place: it needs a pointer, a header or an attribute, or `joins` for a key that is known already',
  })
  .transform(({ pointer, pointers, ...rest }) => ({ ...rest, pointers: pointer === undefined ? pointers : [pointer, ...pointers] }));

const BusinessKeys = z
  .array(BusinessKey)
  .readonly()
  .default([])
  .superRefine((keys, context) => {
    for (const [index, { name }] of keys.entries()) {
      if (keys.findIndex((key) => key.name === name) < index) context.addIssue({ code: 'custom', path: [index, 'name'], message: `"${name}" is there twice: give one all the places` });
    }
  });

const DeadLetterHeaders = z.strictObject({
  topic: Headers,
  partition: Headers,
  offset: Headers,
  group: Headers,
  type: Headers,
  message: Headers,
  failedAt: Headers,
  attempts: Headers,
});

export const ConventionsConfig = z.strictObject({
  correlationHeaders: Headers,
  correlationPointers: Pointers,
  correlationAttributes: Names,
  correlationBaggage: Names,
  causationHeaders: Headers,
  causationPointers: Pointers,
  messageIdHeaders: Headers,
  messageIdPointers: Pointers,
  messageIdAttributes: Names,
  /** Payload ids that join within their source and topic, though they do not look unique. */
  joiningMessageIdPointers: Pointers,
  typeHeaders: Headers,
  typePointers: Pointers,
  typeAttributes: Names,
  timeHeaders: Headers,
  timePointers: Pointers,
  sequenceHeaders: Headers,
  sequencePointers: Pointers,
  businessKeys: BusinessKeys,
  deadLetterHeaders: DeadLetterHeaders.prefault({}),
});

/** With the patterns of topic names, which stand beside it in the file. */
export type ConventionSettings = z.output<typeof ConventionsConfig> & {
  readonly deadLetterTopics: readonly NamePattern[];
  readonly retryTopics: readonly NamePattern[];
};

/** Nothing besides the defaults. */
export const noConventions = (): ConventionSettings => ({ ...ConventionsConfig.parse({}), deadLetterTopics: [], retryTopics: [] });

/** By the name of the field, for the faults. */
export const CONVENTION_EXAMPLES: Readonly<Record<string, string>> = {
  conventions: '"conventions": {"correlationHeaders": ["x-order-ref"]}',
  ...Object.fromEntries(Object.keys(ConventionsConfig.shape).filter((name) => name.endsWith('Headers')).map((name) => [name, `"${name}": ["x-acme-ref"]`])),
  ...Object.fromEntries(Object.keys(ConventionsConfig.shape).filter((name) => name.endsWith('Pointers')).map((name) => [name, `"${name}": ["/envelope/ref"]`])),
  ...Object.fromEntries(Object.keys(ConventionsConfig.shape).filter((name) => name.endsWith('Attributes')).map((name) => [name, `"${name}": ["acme.ref"]`])),
  correlationBaggage: '"correlationBaggage": ["order.ref"]',
  businessKeys: '"businessKeys": [{"name": "orderId", "pointer": "/data/orderId", "joins": false}]',
  joins: '"joins": true',
  deadLetterHeaders: '"deadLetterHeaders": {"topic": ["x-acme-origin"], "message": ["x-acme-error"]}',
};
