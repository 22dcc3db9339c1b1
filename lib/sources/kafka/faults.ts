/** Kafka's errors in words that say what to do. */
import { SourceError } from '#lib/sources/source.ts';

export interface Fault {
  readonly text: string;
  /** A person must change something first: trying again soon is of no use, and can lock an account. */
  readonly needsPerson: boolean;
}

interface AnyError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly broker?: unknown;
  readonly cause?: unknown;
}

const CERTIFICATE = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_NOT_YET_VALID',
]);

/** kafkajs wraps what happened several times; the innermost tells most. */
export function kafkaFault(error: unknown, brokers: readonly string[]): Fault {
  const chain = causes(error);
  for (const one of chain) {
    const fault = recognise(one, brokers);
    if (fault !== null) return fault;
  }
  const message = chain[0]?.message ?? String(error);
  return { text: `Kafka: ${message}`, needsPerson: false };
}

/** Whether the broker refused by an access control list, whatever it was asked for. */
export const isForbidden = (error: unknown): boolean => causes(error).some(({ type }) => FORBIDDEN.test(textOf(type)));

const FORBIDDEN = /_AUTHORIZATION_FAILED$/;

function causes(error: unknown): AnyError[] {
  const chain: AnyError[] = [];
  for (let at = error; typeof at === 'object' && at !== null && chain.length < 10; at = (at as AnyError).cause) chain.unshift(at);
  return chain;
}

function recognise(error: AnyError, brokers: readonly string[]): Fault | null {
  const message = error.message ?? '';
  const code = textOf(error.code);
  const at = typeof error.broker === 'string' ? error.broker : brokers.join(', ');
  const soon = (text: string): Fault => ({ text, needsPerson: false });
  const person = (text: string): Fault => ({ text, needsPerson: true });

  if (error instanceof SourceError) return soon(message);
  if (error.name === 'KafkaJSSASLAuthenticationError') {
    if (/not supported|does not support|not enabled/i.test(message)) return person(`The broker does not offer this way to log in: ${message}`);
    return person(`The broker refused the login: ${message}. Check the user name and the password.`);
  }
  // The second client library, which asks for groups (wire/wire.ts).
  if (code === 'PLT_KFK_AUTHENTICATION') {
    if (/suitable SASL mechanism/.test(message)) return person(`The broker does not offer this way to log in: ${message}`);
    return person('The broker refused the login. Check the user name and the password.');
  }
  if (code === 'PLT_KFK_USER' && /requires TLS/.test(message)) return person(`${at} expects TLS. Set KAFKA_SSL=true.`);
  if (code === 'PLT_KFK_USER' && /TLS handshake failed/.test(message)) return person(`${at} does not speak TLS on this port. Set KAFKA_SSL=false, or use the port of the TLS listener.`);
  if (FORBIDDEN.test(textOf(error.type))) {
    return person(`The broker does not allow it: ${message}. Throughline needs Describe and Read on the topics, and Read on its consumer group.`);
  }
  if (/^((GROUP|COORDINATOR)_LOAD_IN_PROGRESS|(GROUP_)?COORDINATOR_NOT_AVAILABLE|NOT_COORDINATOR(_FOR_GROUP)?|LEADER_NOT_AVAILABLE)$/.test(textOf(error.type))) {
    return soon(`The cluster is starting, or moving its work to another broker: ${message}.`);
  }
  if (CERTIFICATE.has(code) || /self.signed certificate|unable to verify/i.test(message)) {
    return person(`The certificate of ${at} is not trusted: ${message}. Name the authority that signed it (KAFKA_SSL_CA).`);
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER' || /wrong version number|packet length too long/i.test(message)) {
    return person(`${at} does not speak TLS on this port. Set KAFKA_SSL=false, or use the port of the TLS listener.`);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || /ENOTFOUND|EAI_AGAIN/.test(message)) return soon(`The name of the broker ${at} is not known.`);
  if (code === 'ECONNREFUSED' || /ECONNREFUSED/.test(message)) return soon(`No broker answers at ${at}: the connection was refused.`);
  if (code === 'ETIMEDOUT' || error.name === 'KafkaJSRequestTimeoutError' || /timeout|timed out/i.test(message)) return soon(`The broker at ${at} does not answer in time.`);
  if (error.name === 'KafkaJSConnectionClosedError' || code === 'ECONNRESET' || /closed|ECONNRESET|disconnected/i.test(message)) {
    return soon(`The broker at ${at} closed the connection. If this lasts, it may expect TLS (KAFKA_SSL) or a login (KAFKA_SASL_MECHANISM).`);
  }
  return null;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
