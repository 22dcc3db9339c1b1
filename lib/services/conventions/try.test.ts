import { expect, it } from 'vitest';
import { MessageTrial, PastedMessage } from '#lib/contracts/conventions.ts';
import { ConventionsConfig, noConventions } from '#lib/env/conventions.ts';
import { describeConventions } from '#lib/services/conventions/describe.ts';
import { tryMessage } from '#lib/services/conventions/try.ts';
import { ServiceError } from '#lib/services/errors.ts';

const NO_MASKING = { payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [] };
const settings = { conventions: noConventions(), masking: NO_MASKING };
const attempt = (pasted: object, changes: Partial<Parameters<typeof tryMessage>[1]> = {}): MessageTrial =>
  MessageTrial.parse(tryMessage(PastedMessage.parse(pasted), { ...settings, ...changes }));

const UUID = '3d6f1f6a-4b0e-4d1c-9a52-0d4f5d9f1b11';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const traceparent = (trace = TRACE): string => `traceparent: 00-${trace}-b7ad6b7169203331-01`;

it('reads what a collector would, and says of each key where it came from and whether it joins', () => {
  const headers = [traceparent(), 'correlation-id: order-1', 'x-request-id: r-9', 'tracestate: a=b'].join('\n');
  const trial = attempt({ topic: 'orders', headers, payload: JSON.stringify({ id: UUID, type: 'order.created', orderId: 4711 }) });
  expect(trial).toMatchObject({ type: 'order.created', messageId: UUID, role: 'normal', trace: { traceId: TRACE, from: 'traceparent', state: 'a=b' }, notes: [], headers: 4 });
  expect(trial.keys.map(({ kind, name, from, place, joins }) => [name ?? kind, from, place, joins])).toEqual([
    ['correlation', 'correlation-id', 'header', true],
    ['correlation', 'x-request-id', 'header', false],
    ['trace', 'traceparent', 'header', true],
    ['message', '/id', 'payload', true],
    ['orderId', '/orderId', 'payload', false],
  ]);
  for (const { why } of trial.keys) expect(why.length).toBeGreaterThan(10);
});

it.each([
  [{ payload: '{"id": 42}' }, 'it is a plain number, and so the id of an entity'],
  [{ payload: '{"id": "customer-7"}' }, 'it does not look unique, and may be the id of an entity'],
  [{ headers: 'message-id: m-1' }, 'it names this message alone'],
  [{ headers: 'ce_id: A-1\nce_source: /mail' }, 'it names this message within its source'],
  [{ headers: `b3: ${'1'.repeat(32)}-b7ad6b7169203331-1\n${traceparent()}` }, 'traceparent is believed more'],
  [{ headers: `ce_traceparent: 00-${'1'.repeat(32)}-b7ad6b7169203331-01\n${traceparent()}` }, 'it is the origin of the whole journey, not this hop'],
  [{ headers: `${traceparent('1'.repeat(32))}\n${traceparent()}` }, 'a hop before this one was sent in this trace'],
  [{ headers: 'X-B3-TraceId: 1af7651916cd43dd8448eb211c80319c' }, 'what names this trace belongs together, as far as the trace has no cuts'],
])('explains a key of %j', (pasted, why) => {
  expect(attempt(pasted).keys.at(-1)).toMatchObject({ why });
});

it('reads a dead letter with its stack trace, binary numbers pasted as hex', () => {
  const headers = ['kafka_dlt-original-topic: orders', 'kafka_dlt-original-partition: 0x00000003', 'kafka_dlt-original-offset: 0x0000010000000000', 'kafka_dlt-exception-fqcn: a.B', 'kafka_dlt-exception-stacktrace: a.B at C'].join('\n');
  expect(attempt({ topic: 'orders-dlt', headers })).toMatchObject({
    role: 'dead-letter',
    size: null,
    failure: { framework: 'Spring Kafka', origin: { topic: 'orders', partition: 3, offset: '1099511627776' }, type: 'a.B', stacktrace: 'a.B at C', history: [] },
  });
});

it('reads by the configuration', () => {
  const conventions = { ...noConventions(), ...ConventionsConfig.parse({ correlationHeaders: ['x-saga'], businessKeys: [{ name: 'orderId', joins: true }] }), deadLetterTopics: ['graveyard'] };
  const trial = attempt({ topic: 'graveyard', headers: 'X-Saga: s', payload: '{"orderId": "O-1"}' }, { conventions });
  expect(trial).toMatchObject({ role: 'dead-letter', keys: [{ from: 'x-saga', joins: true }, { name: 'orderId', joins: true }] });
});

it('masks before it reads, with another key each time', () => {
  const masking = { ...NO_MASKING, headers: ['correlation-id'], patterns: ['email' as const, { name: 'customer', expression: 'CUST-[0-9]{6}' }] };
  const read = () => attempt({ headers: 'correlation-id: secret-1', payload: '{"note": "a@example.org of CUST-123456"}' }, { masking });
  const trial = read();
  expect(JSON.stringify(trial)).not.toContain('secret-1');
  expect(trial.masked.length).toBeGreaterThan(0);
  expect(trial.keys[0]?.value).not.toBe(read().keys[0]?.value);
});

it.each<[object, string[]]>([
  [{ headers: 'x' }, ['body.headers']],
  [{ headers: 'x\ny' }, ['body.headers', 'body.headers']],
  [{ key: '0x1', payload: '0x123', headers: '[' }, ['body.headers', 'body.key', 'body.payload']],
])('tells every fault of %j with its field', (pasted, paths) => {
  try {
    attempt(pasted);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    expect([error.code, ...error.faults.map(({ path }) => path)]).toEqual(['invalid', ...paths]);
    return;
  }
  throw new Error('nothing was wrong');
});

it('describes what is in force, what the configuration added first', () => {
  const conventions = { ...noConventions(), ...ConventionsConfig.parse({ correlationHeaders: ['x-saga'], businessKeys: [{ name: 'saga', pointer: '/saga', joins: true }] }), retryTopics: ['again'] };
  const limits = { retentionDays: 7, payloadLimitBytes: 1, hubLimit: 1, displayLimit: 1, lagIntervalSeconds: 1, stallSeconds: 1 };
  const described = describeConventions({ configFile: 'c.json', conventions, masking: { ...NO_MASKING, patterns: ['card', { name: 'iban', expression: 'X' }] }, limits });
  expect(described.meanings[0]).toMatchObject({ name: 'correlation', headers: expect.arrayContaining([{ value: 'x-saga', configured: true }, { value: 'correlation-id', configured: false }]) });
  expect(described.meanings[0]?.headers[0]).toEqual({ value: 'x-saga', configured: true });
  expect(described.businessKeys.at(-1)).toEqual({ name: 'saga', joins: true, configured: true, headers: [], pointers: [{ value: '/saga', configured: true }], attributes: [] });
  expect(described.businessKeys[0]).toMatchObject({ name: 'orderId', joins: false, configured: false });
  expect(described.deadLetters.retryTopics[0]).toEqual({ value: 'again', configured: true });
  expect(described.masking.patterns).toEqual(['card', 'iban: X']);
  expect(described.limits).toHaveLength(6);
});
