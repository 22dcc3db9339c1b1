import type { EventInput } from '#lib/core/conventions/event-input.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { FAILURE_FAMILIES, type FailureFamily } from '#lib/core/conventions/failure-families.ts';
import type { EventReading } from '#lib/core/conventions/reading.ts';

/** What the name alone tells. */
export function roleByName(topic: string, { deadLetterTopics, retryTopics }: Pick<Conventions, 'deadLetterTopics' | 'retryTopics'>): EventReading['role'] {
  if (deadLetterTopics.some((pattern) => pattern.test(topic))) return 'dead-letter';
  return retryTopics.some((pattern) => pattern.test(topic)) ? 'retry' : 'normal';
}

/** The topic's role by its name, or by failure headers that name another topic than this one: a replayed message keeps them, and is back where it was. */
export function readRole(input: EventInput): EventReading['role'] {
  const { topic } = input.record.at;
  const named = roleByName(topic, input.conventions);
  if (named !== 'normal') return named;
  const namesAnother = (family: FailureFamily): boolean => input.headers.present(family.topic).some((name) => isElsewhere(input.headers.last(name), topic, family.topicOf));
  if (FAILURE_FAMILIES.some((family) => family.marksDeadLetters && namesAnother(family))) return 'dead-letter';
  if (input.headers.has('retry_topic-attempts') && isElsewhere(input.headers.last('kafka_original-topic'), topic)) return 'retry';
  return 'normal';
}

function isElsewhere(origin: string | null, topic: string, topicOf = (text: string): string => text): boolean {
  return origin !== null && origin !== '' && topicOf(origin) !== topic;
}
