/** What is looked for, and where: defaults that configuration extends. Names of headers are read without regard to case. */

export interface BusinessKeyRule {
  /** As people call it: `orderId`. */
  readonly name: string;
  /** JSON pointers into the payload; for a structured CloudEvent into its data. */
  readonly pointers: readonly string[];
  readonly headers: readonly string[];
  readonly attributes: readonly string[];
  /** Whether records with the same value belong together. By default a business key only finds. */
  readonly joins: boolean;
}

/** Headers, payload pointers and span attributes in the order in which they are believed. */
export interface Places {
  readonly headers: readonly string[];
  readonly pointers: readonly string[];
  readonly attributes: readonly string[];
}

/** Header names, of each list in the order in which they are believed. */
export interface FailureHeaders {
  readonly topic: readonly string[];
  readonly partition: readonly string[];
  readonly offset: readonly string[];
  readonly group: readonly string[];
  readonly type: readonly string[];
  readonly message: readonly string[];
  readonly failedAt: readonly string[];
  /** Of the attempt that failed, the first being 1. */
  readonly attempts: readonly string[];
}

export interface Conventions {
  readonly correlation: Places & { readonly baggage: readonly string[] };
  readonly causation: Places;
  /** `joiningPointers`: payload ids that join within their source and topic although they do not look unique. */
  readonly messageId: Places & { readonly joiningPointers: readonly string[] };
  readonly eventType: Places;
  readonly eventTime: Places;
  readonly sequence: Places;
  readonly businessKeys: readonly BusinessKeyRule[];
  /** Matched against topic names. */
  readonly deadLetterTopics: readonly RegExp[];
  readonly retryTopics: readonly RegExp[];
  /** Beside those of the known frameworks: they speak only on dead-letter and retry topics, for `error` is an ordinary word. */
  readonly deadLetterHeaders: FailureHeaders;
}

export const DEFAULT_CONVENTIONS: Conventions = {
  correlation: {
    headers: [
      'correlation-id',
      'correlationid',
      'correlation_id',
      'x-correlation-id',
      'x-request-id',
      'ce_correlationid',
      'ce-correlationid',
      'NServiceBus.ConversationId',
      'NServiceBus.CorrelationId',
      'MT-Conversation-Id',
      'rbs2-corr-id',
      'kafka_correlationId',
    ],
    pointers: ['/correlationId', '/correlation_id', '/metadata/correlationId', '/meta/correlationId', '/headers/correlationId'],
    attributes: ['messaging.message.conversation_id', 'messaging.conversation_id', 'correlation.id', 'correlation_id'],
    baggage: ['correlation.id', 'correlation_id', 'correlationId'],
  },
  causation: {
    headers: ['causation-id', 'causationid', 'causation_id', 'x-causation-id', 'ce_causationid', 'ce-causationid', 'NServiceBus.RelatedTo', 'rbs2-in-reply-to'],
    pointers: ['/causationId', '/metadata/causationId'],
    attributes: [],
  },
  messageId: {
    headers: ['ce_id', 'ce-id', 'message-id', 'message_id', 'x-message-id', 'NServiceBus.MessageId', 'rbs2-msg-id', 'messageId'],
    pointers: ['/id', '/eventId', '/messageId', '/metadata/eventId'],
    attributes: ['cloudevents.event_id', 'messaging.message.id', 'messaging.message_id'],
    joiningPointers: [],
  },
  eventType: {
    headers: ['ce_type', 'ce-type', 'event-type', 'eventType', 'type', 'NServiceBus.EnclosedMessageTypes', '__TypeId__'],
    pointers: ['/type', '/eventType', '/event'],
    attributes: ['cloudevents.event_type'],
  },
  eventTime: { headers: ['ce_time', 'ce-time', 'NServiceBus.TimeSent'], pointers: ['/time', '/timestamp', '/occurredAt'], attributes: [] },
  sequence: { headers: ['ce_sequence', 'ce-sequence'], pointers: ['/sequence', '/version'], attributes: [] },
  businessKeys: [
    businessKey('orderId', ['order.id', 'app.order.id'], ['/order/id']),
    businessKey('tripId', ['trip.id', 'app.trip.id'], ['/trip/id']),
    businessKey('paymentId', ['payment.id', 'app.payment.id']),
    businessKey('shipmentId', ['shipment.id', 'app.shipment.id']),
    businessKey('invoiceId', ['invoice.id', 'app.invoice.id']),
    businessKey('bookingId', ['booking.id', 'app.booking.id']),
    businessKey('transactionId', ['transaction.id', 'app.transaction.id']),
  ],
  deadLetterTopics: [/[.\-_](?:dlq|dlt)(?:[.\-_]|$)/i, /dead[-_.]?letter/i, /\.dead$/i, /poison/i, /_(?:error|skipped)$/],
  retryTopics: [/[.\-_]retr(?:y|ies)(?:[.\-_\d]|$)/i],
  deadLetterHeaders: {
    topic: ['x-original-topic', 'original-topic'],
    partition: ['x-original-partition', 'original-partition'],
    offset: ['x-original-offset', 'original-offset'],
    group: ['x-original-consumer-group', 'x-consumer-group', 'original-consumer-group'],
    type: ['x-error-type', 'x-exception-type', 'error-type', 'exception-type', 'x-exception-class', 'exception-class'],
    message: ['x-error-message', 'x-error', 'error-message', 'error', 'x-exception-message', 'exception-message', 'exception', 'x-dlq-reason', 'dlq-reason'],
    failedAt: ['x-failed-at', 'failed-at'],
    attempts: ['x-attempt', 'attempt', 'attempts', 'x-retry-count', 'retry-count'],
  },
};

export type ConventionsExtra = {
  readonly [Part in 'correlation' | 'causation' | 'messageId' | 'eventType' | 'eventTime' | 'sequence' | 'deadLetterHeaders']?: Partial<Conventions[Part]>;
} & {
  readonly businessKeys?: readonly (Pick<BusinessKeyRule, 'name'> & Partial<BusinessKeyRule>)[];
  readonly deadLetterTopics?: readonly RegExp[];
  readonly retryTopics?: readonly RegExp[];
};

/** What is added comes before the defaults: whoever configures a header means it. A business key of the same name is extended. */
export function extendConventions(extra: ConventionsExtra, base: Conventions = DEFAULT_CONVENTIONS): Conventions {
  const named = new Map(base.businessKeys.map((rule) => [rule.name, rule]));
  for (const rule of extra.businessKeys ?? []) {
    const before = named.get(rule.name);
    named.set(rule.name, {
      name: rule.name,
      pointers: [...(rule.pointers ?? []), ...(before?.pointers ?? [])],
      headers: [...(rule.headers ?? []), ...(before?.headers ?? [])],
      attributes: [...(rule.attributes ?? []), ...(before?.attributes ?? [])],
      joins: rule.joins ?? before?.joins ?? false,
    });
  }
  return {
    correlation: prepend(base.correlation, extra.correlation),
    causation: prepend(base.causation, extra.causation),
    messageId: prepend(base.messageId, extra.messageId),
    eventType: prepend(base.eventType, extra.eventType),
    eventTime: prepend(base.eventTime, extra.eventTime),
    sequence: prepend(base.sequence, extra.sequence),
    businessKeys: [...named.values()],
    deadLetterTopics: [...(extra.deadLetterTopics ?? []), ...base.deadLetterTopics],
    retryTopics: [...(extra.retryTopics ?? []), ...base.retryTopics],
    deadLetterHeaders: prepend(base.deadLetterHeaders, extra.deadLetterHeaders),
  };
}

/** Every list of `extra` before the list of the same name. */
function prepend<Part extends object>(base: Part, extra: Partial<Part> | undefined): Part {
  if (!extra) return base;
  const lists = base as Readonly<Record<string, readonly string[]>>;
  const added = extra as Readonly<Record<string, readonly string[] | undefined>>;
  const entries = Object.entries(lists).map(([name, list]) => [name, [...(added[name] ?? []), ...list]] as const);
  return Object.fromEntries(entries) as Part;
}

function businessKey(name: string, attributes: readonly string[], pointers: readonly string[] = []): BusinessKeyRule {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const fields = [`/${name}`, `/${snake}`, ...pointers];
  return {
    name,
    pointers: [...fields, ...['/data', '/payload', '/metadata'].flatMap((parent) => fields.map((field) => parent + field))],
    headers: [],
    attributes: [name, ...attributes],
    joins: false,
  };
}
