import { extendConventions, type Conventions, type FailureHeaders } from '#lib/core/conventions/conventions.ts';

type Names = readonly string[];

/** What the configuration adds to the defaults, as `lib/env` gives it. */
export interface ConfiguredConventions {
  readonly correlationHeaders: Names;
  readonly correlationPointers: Names;
  readonly correlationAttributes: Names;
  readonly correlationBaggage: Names;
  readonly causationHeaders: Names;
  readonly causationPointers: Names;
  readonly messageIdHeaders: Names;
  readonly messageIdPointers: Names;
  readonly messageIdAttributes: Names;
  readonly joiningMessageIdPointers: Names;
  readonly typeHeaders: Names;
  readonly typePointers: Names;
  readonly typeAttributes: Names;
  readonly timeHeaders: Names;
  readonly timePointers: Names;
  readonly sequenceHeaders: Names;
  readonly sequencePointers: Names;
  readonly businessKeys: readonly { readonly name: string; readonly pointers: Names; readonly headers: Names; readonly attributes: Names; readonly joins?: boolean | undefined }[];
  readonly deadLetterHeaders: FailureHeaders;
  /** Exact names, and expressions. */
  readonly deadLetterTopics: readonly (string | RegExp)[];
  readonly retryTopics: readonly (string | RegExp)[];
}

/** The conventions in force: the defaults, and what the configuration adds before them. */
export function configuredConventions(settings: ConfiguredConventions): Conventions {
  return extendConventions({
    correlation: { headers: settings.correlationHeaders, pointers: settings.correlationPointers, attributes: settings.correlationAttributes, baggage: settings.correlationBaggage },
    causation: { headers: settings.causationHeaders, pointers: settings.causationPointers },
    messageId: { headers: settings.messageIdHeaders, pointers: settings.messageIdPointers, attributes: settings.messageIdAttributes, joiningPointers: settings.joiningMessageIdPointers },
    eventType: { headers: settings.typeHeaders, pointers: settings.typePointers, attributes: settings.typeAttributes },
    eventTime: { headers: settings.timeHeaders, pointers: settings.timePointers },
    sequence: { headers: settings.sequenceHeaders, pointers: settings.sequencePointers },
    businessKeys: settings.businessKeys.map(({ joins, ...key }) => ({ ...key, ...(joins === undefined ? {} : { joins }) })),
    deadLetterTopics: settings.deadLetterTopics.map(asPattern),
    retryTopics: settings.retryTopics.map(asPattern),
    deadLetterHeaders: settings.deadLetterHeaders,
  });
}

/** An exact name as the pattern that only it matches. An expression with `g` or `y` would remember where it stopped. */
function asPattern(name: string | RegExp): RegExp {
  if (typeof name === 'string') return new RegExp(`^${RegExp.escape(name)}$`);
  return new RegExp(name.source, name.flags.replace(/[gy]/g, ''));
}
