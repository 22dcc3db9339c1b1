import type { EventInput } from '#lib/core/conventions/event-input.ts';
import { FAILURE_FAMILIES, type FailureFamily } from '#lib/core/conventions/failure-families.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';

/** The topic's role by its name, or by failure headers that name another topic than this one: a replayed message keeps them, and is back where it was. */
export function readRole(input: EventInput): EventReading['role'] {
  const { topic } = input.record.at;
  if (input.conventions.deadLetterTopics.some((pattern) => pattern.test(topic))) return 'dead-letter';
  if (input.conventions.retryTopics.some((pattern) => pattern.test(topic))) return 'retry';
  const namesAnother = (family: FailureFamily): boolean => family.topic.some((name) => input.headers.has(name) && isElsewhere(input.headers.last(name), topic, family.topicOf));
  if (FAILURE_FAMILIES.some((family) => family.marksDeadLetters && namesAnother(family))) return 'dead-letter';
  if (input.headers.has('retry_topic-attempts') && isElsewhere(input.headers.last('kafka_original-topic'), topic)) return 'retry';
  return 'normal';
}

function isElsewhere(origin: string | null, topic: string, topicOf = (text: string): string => text): boolean {
  return origin !== null && origin !== '' && topicOf(origin) !== topic;
}
