import type { KafkaSourceOptions, TopicMatcher } from '#lib/sources/kafka/options.ts';

/** The topic that OpenTelemetry Collectors write spans to by default; read as spans, never as events. */
export const SPAN_TOPIC = 'otlp_spans';

/** Kafka's own, Kafka Streams' and the schema registry's: they hold state, not messages between services. */
const INTERNAL: readonly TopicMatcher[] = [/^__/, /-changelog$/, /-repartition$/, '_schemas'];

const matches = (name: string, matcher: TopicMatcher): boolean => {
  if (typeof matcher === 'string') return name === matcher;
  matcher.lastIndex = 0; // of a global expression, which would go on where it was
  return matcher.test(name);
};

/**
 * kafkajs keeps what it knows of a topic in plain objects by name. One that every object inherits (`constructor`, `toString`) is taken
 * for known, and then not this topic alone but the whole consumer breaks.
 */
export const isBeyondClient = (name: string): boolean => name in Object.prototype;

/** Whether a topic is read. An internal topic is read where it is named exactly. */
export function isWanted(name: string, { topics, topicsExclude }: Pick<KafkaSourceOptions, 'topics' | 'topicsExclude'>, readsSpans: boolean): boolean {
  if (topicsExclude.some((matcher) => matches(name, matcher))) return false;
  if (topics?.includes(name)) return true;
  if (name === SPAN_TOPIC) return readsSpans;
  if (INTERNAL.some((matcher) => matches(name, matcher))) return false;
  return topics === null || topics.some((matcher) => matches(name, matcher));
}
