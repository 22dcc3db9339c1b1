import type { Incoming, Outgoing } from './bus.ts';

/** Why a message was given up, or put off. */
export interface Failed {
  readonly error: Error;
  readonly group: string;
  /** How many attempts were made. */
  readonly attempts: number;
  readonly at: number;
}

/** When a retry is due: of no meaning to whoever handles the message anew, so a copy has it only where it is said again. */
export const NOT_BEFORE = 'x-not-before';

/** The same message, bytes and headers kept, for a retry or dead-letter topic, with the house's headers that say where it came from and what failed. */
export function failedCopy(message: Incoming, topic: string, failed: Failed, more: Readonly<Record<string, string>> = {}): Outgoing {
  const kept = Object.entries(message.headers).flatMap(([name, value]) => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return last === undefined || name === NOT_BEFORE ? [] : [[name, last.toString()] as const];
  });
  const original = (name: string, here: string | number): string => message.header(`x-original-${name}`) ?? String(here);
  return {
    topic,
    key: message.key,
    type: message.header('event-type') ?? 'unknown',
    headers: {
      ...Object.fromEntries(kept),
      'x-original-topic': original('topic', message.topic),
      'x-original-partition': original('partition', message.partition),
      'x-original-offset': original('offset', message.offset),
      'x-consumer-group': failed.group,
      'x-error': failed.error.message,
      'x-error-type': failed.error.name,
      'x-attempt': String(failed.attempts),
      'x-retry-count': String(failed.attempts - 1),
      'failed-at': new Date(failed.at).toISOString(),
      ...more,
    },
    value: message.text,
    messageId: message.header('message-id'),
    subject: message.key,
    copyOf: { topic: message.topic, partition: message.partition, offset: message.offset },
  };
}
