import { ResponseError, protocolErrorsCodesById } from '@platformatic/kafka';

/** Kafka's own error, by its name, as kafkajs has it in `type`: so that lib/sources/kafka/faults.ts knows both. */
export class WireError extends Error {
  readonly type: string;

  constructor(code: number) {
    const type = protocolErrorsCodesById[code] ?? `ERROR_${code}`;
    super(type.toLowerCase().replaceAll('_', ' '));
    this.name = 'WireError';
    this.type = type;
  }
}

export const Code = {
  unknownTopic: 3,
  noCoordinator: 15,
  topicForbidden: 29,
  groupForbidden: 30,
  groupNotFound: 69,
} as const;

/** The library throws when any part of an answer is an error. The parts are looked at one by one here: some may be good. */
export function answerOf<R>(error: unknown): R {
  if (error instanceof ResponseError && error['response'] !== undefined) return error['response'] as R;
  throw error;
}
