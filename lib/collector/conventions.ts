import { extendConventions, type Conventions } from '#lib/core/conventions/conventions.ts';
import type { ConventionSettings } from '#lib/env/collector.ts';

/** The conventions in force: the defaults, and what the configuration adds. */
export function conventionsOf(settings: ConventionSettings): Conventions {
  return extendConventions({
    correlation: { headers: settings.correlationHeaders, pointers: settings.correlationPointers, attributes: settings.correlationAttributes },
    causation: { headers: settings.causationHeaders, pointers: settings.causationPointers },
    messageId: { headers: settings.messageIdHeaders, pointers: settings.messageIdPointers },
    eventType: { headers: settings.typeHeaders, pointers: settings.typePointers },
    eventTime: { pointers: settings.timePointers },
    businessKeys: settings.businessKeys.map(({ name, pointer, joins }) => ({ name, pointers: [pointer], joins })),
    deadLetterTopics: settings.deadLetterTopics.map(asPattern),
    retryTopics: settings.retryTopics.map(asPattern),
  });
}

/** An exact name as the pattern that only it matches. */
const asPattern = (name: string | RegExp): RegExp => (typeof name === 'string' ? new RegExp(`^${RegExp.escape(name)}$`) : name);
