import { expect, test } from 'vitest';
import { SourceError } from '#lib/sources/source.ts';
import { kafkaFault } from '#lib/sources/kafka/faults.ts';

const fault = (fields: object, message = ''): Error => Object.assign(new Error(message), fields);
const wrapped = (cause: Error): Error => new Error('KafkaJSNumberOfRetriesExceeded', { cause: new Error('KafkaJSNonRetriableError', { cause }) });

const cases: [string, Error, string, boolean][] = [
  ['refused', wrapped(fault({ name: 'KafkaJSConnectionError', code: 'ECONNREFUSED', broker: 'k1:9092' }, 'Connection error: connect ECONNREFUSED')), 'No broker answers at k1:9092: the connection was refused.', false],
  ['unknown name', fault({ name: 'KafkaJSConnectionError', code: 'ENOTFOUND', broker: 'nowhere:9092' }, 'getaddrinfo ENOTFOUND nowhere'), 'The name of the broker nowhere:9092 is not known.', false],
  ['silence', fault({ name: 'KafkaJSConnectionError', broker: 'k1:9092' }, 'Connection timeout'), 'The broker at k1:9092 does not answer in time.', false],
  ['closed', fault({ name: 'KafkaJSConnectionClosedError' }, 'Closed connection'), 'The broker at k0:9092 closed the connection. If this lasts, it may expect TLS (KAFKA_SSL) or a login (KAFKA_SASL_MECHANISM).', false],
  ['password', wrapped(fault({ name: 'KafkaJSSASLAuthenticationError' }, 'Authentication failed: Invalid username or password')), 'The broker refused the login: Authentication failed: Invalid username or password. Check the user name and the password.', true],
  ['mechanism', fault({ name: 'KafkaJSSASLAuthenticationError' }, 'SASL SCRAM-SHA-256 mechanism is not supported by the server'), 'The broker does not offer this way to log in: SASL SCRAM-SHA-256 mechanism is not supported by the server', true],
  ['rights', fault({ name: 'KafkaJSProtocolError', type: 'GROUP_AUTHORIZATION_FAILED' }, 'Not authorized to access group'), 'The broker does not allow it: Not authorized to access group. Throughline needs Describe and Read on the topics, and Read on its consumer group.', true],
  ['starting', fault({ name: 'KafkaJSProtocolError', type: 'GROUP_LOAD_IN_PROGRESS' }, 'The coordinator is loading'), 'The cluster is starting, or moving its work to another broker: The coordinator is loading.', false],
  ['certificate', fault({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', broker: 'k1:9093' }, 'self-signed certificate'), 'The certificate of k1:9093 is not trusted: self-signed certificate. Name the authority that signed it (KAFKA_SSL_CA).', true],
  ['TLS to a port without', fault({ code: 'EPROTO', broker: 'k1:9092' }, 'wrong version number'), 'k1:9092 does not speak TLS on this port. Set KAFKA_SSL=false, or use the port of the TLS listener.', true],
  ['password, to the other client', wrapped(fault({ code: 'PLT_KFK_AUTHENTICATION', cause: fault({ code: 'PLT_KFK_RESPONSE' }, 'Received response with error') }, 'SASL authentication failed.')), 'The broker refused the login. Check the user name and the password.', true],
  ['mechanism, to the other client', fault({ code: 'PLT_KFK_AUTHENTICATION' }, 'Cannot find a suitable SASL mechanism.'), 'The broker does not offer this way to log in: Cannot find a suitable SASL mechanism.', true],
  ['a port with TLS, to the other client', fault({ code: 'PLT_KFK_USER' }, 'Broker requires TLS.'), 'k0:9092 expects TLS. Set KAFKA_SSL=true.', true],
  ['a port without TLS, to the other client', fault({ code: 'PLT_KFK_USER' }, 'TLS handshake failed. Please verify the broker supports TLS.'), 'k0:9092 does not speak TLS on this port. Set KAFKA_SSL=false, or use the port of the TLS listener.', true],
  ['moving, to the other client', fault({ type: 'NOT_COORDINATOR' }, 'not coordinator'), 'The cluster is starting, or moving its work to another broker: not coordinator.', false],
  ['the store', new SourceError('unavailable', 'The database cannot be written now.'), 'The database cannot be written now.', false],
  ['anything else', new Error('never seen'), 'Kafka: never seen', false],
];

test.each(cases)('%s', (_name, error, text, needsPerson) => {
  expect(kafkaFault(error, ['k0:9092'])).toEqual({ text, needsPerson });
});

test('what is no error at all', () => {
  expect(kafkaFault('text', [])).toEqual({ text: 'Kafka: text', needsPerson: false });
});
