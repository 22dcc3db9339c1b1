import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import type { Header } from '#lib/core/record.ts';
import { post } from '#lib/sources/http/testing/post.ts';
import { running } from '#lib/sources/http/testing/running.ts';

const STRUCTURED = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const REQUIRED = { 'ce-specversion': '1.0', 'ce-id': 'a1', 'ce-source': '/orders', 'ce-type': 'order.created' };
const ENVELOPE = { specversion: '1.0', id: 'a1', source: '/orders', type: 'order.created' };

const shown = (headers: readonly Header[]) => Object.fromEntries(headers.map(({ name, value }) => [name, value === null ? null : Buffer.from(value).toString()]));

/** Posts one request to receivers of its own: the reply, and what was pushed as text. */
async function sent(headers: { [name: string]: string }, body: Buffer | string) {
  await using server = await running();
  const reply = await post(server.httpPort, '/v1/events', body, headers);
  const pushed = server.sink.pushed.map(({ identity, event }) => ({
    identity,
    at: event.at,
    timestampType: event.timestampType,
    key: event.key === null ? null : Buffer.from(event.key).toString(),
    headers: shown(event.headers),
    value: event.value === null ? null : Buffer.from(event.value).toString(),
  }));
  return { status: reply.status, type: reply.headers['content-type'], answer: JSON.parse(reply.body.toString()), pushed, event: pushed[0] };
}

describe('CloudEvents over HTTP', () => {
  test('binary mode becomes what Kafka binary mode would be', async () => {
    const headers = { ...REQUIRED, 'ce-time': '2026-01-31T10:00:00.123456Z', 'ce-partitionkey': '4711', 'ce-correlationid': 'c-1', 'content-type': 'application/json', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', cookie: 'kept=out' };
    const { status, answer, event } = await sent(headers, '{"orderId":4711}');
    expect([status, answer]).toEqual([200, { accepted: 1 }]);
    expect(event).toEqual({
      identity: '/orders a1',
      at: { source: 'http', topic: 'order.created', incarnation: 0, partition: 0, offset: 0n },
      timestampType: 'append',
      key: '4711',
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'a1',
        ce_source: '/orders',
        ce_type: 'order.created',
        ce_time: '2026-01-31T10:00:00.123456Z',
        ce_partitionkey: '4711',
        ce_correlationid: 'c-1',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
      value: '{"orderId":4711}',
    });
  });

  test.each([
    ['Euro%20%E2%82%AC', 'Euro €'],
    [Buffer.from('Euro €').toString('latin1'), 'Euro €'],
    ['"quoted \\"text\\""', 'quoted "text"'],
    ['100%', '100%'],
  ])('the header value %s is read', async (subject, expected) => {
    expect((await sent({ ...REQUIRED, 'ce-subject': subject }, '')).event?.headers['ce_subject']).toBe(expected);
  });

  test('any content, bytes and none', async () => {
    expect((await sent({ ...REQUIRED, 'content-type': 'text/plain' }, 'hello')).event).toMatchObject({ value: 'hello', headers: { 'content-type': 'text/plain' } });
    const none = (await sent(REQUIRED, '')).event;
    expect([none?.value, none?.headers['content-type'], none?.key]).toEqual([null, undefined, null]);
    await using server = await running();
    const bytes = Buffer.from([0, 255, 10, 13]);
    await post(server.httpPort, '/v1/events', bytes, { ...REQUIRED, 'content-type': 'application/avro' });
    expect(server.sink.pushed[0]?.event.value).toEqual(bytes);
  });

  test.each([
    ['JSON stays as it was written', '"data": {"n" : 12345678901234567890, "n":1.0}', '{"n" : 12345678901234567890, "n":1.0}', 'application/json'],
    ['a JSON string', '"data":"text"', '"text"', 'application/json'],
    ['text of another content type', '"datacontenttype":"text/plain","data":"a\\nb"', 'a\nb', 'text/plain'],
    ['a JSON subtype', '"datacontenttype":"application/vnd.x+json; v=1","data":"text"', '"text"', 'application/vnd.x+json; v=1'],
    ['an object of another content type', '"datacontenttype":"application/x","data":{"a":1}', '{"a":1}', 'application/x'],
    ['base64', '"datacontenttype":"application/x","data_base64":"aGk="', 'hi', 'application/x'],
    ['none', '"subject":"s"', null, undefined],
    ['null', '"data":null', null, undefined],
  ])('structured data: %s', async (_name, members, value, contentType) => {
    const { status, event } = await sent(STRUCTURED, `${JSON.stringify(ENVELOPE).slice(0, -1)},${members}}`);
    expect(status).toBe(200);
    expect([event?.value, event?.headers['content-type']]).toEqual([value, contentType]);
    expect(event).toMatchObject({ identity: '/orders a1', headers: { ce_id: 'a1', ce_specversion: '1.0' } });
  });

  test('extensions of other types are text', async () => {
    const { event } = await sent(STRUCTURED, JSON.stringify({ ...ENVELOPE, sequence: 7, sampled: true, absent: null }));
    expect(event?.headers).toMatchObject({ ce_sequence: '7', ce_sampled: 'true' });
    expect(event?.headers).not.toHaveProperty('ce_absent');
  });

  test('a batch keeps its events in order; the trace of the request is not theirs', async () => {
    const events = ['a', 'b', 'c'].map((id) => ({ ...ENVELOPE, id, data: { id } }));
    const { status, answer, pushed } = await sent({ ...BATCH, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, JSON.stringify(events, null, 2));
    expect([status, answer]).toEqual([200, { accepted: 3 }]);
    expect(pushed.map(({ identity, value }) => [identity, JSON.parse(value ?? '')])).toEqual([['/orders a', { id: 'a' }], ['/orders b', { id: 'b' }], ['/orders c', { id: 'c' }]]);
    expect(pushed[0]?.headers).not.toHaveProperty('traceparent');
    expect(await sent(BATCH, '[]')).toMatchObject({ status: 200, answer: { accepted: 0 }, pushed: [] });
  });

  test('every fault is said, and nothing is taken', async () => {
    const { status, type, answer, pushed } = await sent(STRUCTURED, JSON.stringify({ specversion: '0.3', id: '', source: 'has space', time: 'yesterday', 'Bad-Name': 'x', list: [1], data: 1, data_base64: '!', datacontenttype: 'json' }));
    expect([status, type, pushed]).toEqual([400, 'application/problem+json', []]);
    expect(answer).toMatchObject({ status: 400, title: 'Malformed request', detail: 'this is no CloudEvent' });
    expect(answer.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual(['Bad-Name', 'data_base64', 'data_base64', 'datacontenttype', 'id', 'list', 'source', 'specversion', 'time', 'type']);
  });

  test('one bad event refuses its batch, by its index', async () => {
    const { status, answer, pushed } = await sent(BATCH, JSON.stringify([ENVELOPE, { ...ENVELOPE, type: undefined }, 3]));
    expect([status, pushed]).toEqual([400, []]);
    expect(answer.errors).toEqual([{ path: '[1].type', message: 'is required and must not be empty' }, { path: '[2]', message: 'must be an object' }]);
  });

  test.each([
    [STRUCTURED, '[]'],
    [STRUCTURED, 'null'],
    [STRUCTURED, '{'],
    [BATCH, '{}'],
    [STRUCTURED, JSON.stringify({ ...ENVELOPE, id: 'a\u0000b' })],
    [STRUCTURED, JSON.stringify({ ...ENVELOPE, id: 'x'.repeat(1_025) })],
    [STRUCTURED, JSON.stringify({ ...ENVELOPE, type: '\ud800' })],
    [STRUCTURED, `{"data":${'['.repeat(6_000)}${']'.repeat(6_000)}}`],
    [{ 'ce-specversion': '1.0' }, '{}'],
    [{ ...REQUIRED, 'ce-id': '%00' }, '{}'],
  ] as [{ [name: string]: string }, string][])('%j %.60s is malformed', async (headers, body) => {
    const { status, pushed } = await sent(headers, body);
    expect([status, pushed]).toEqual([400, []]);
  });

  test('the official SDK is understood in each of its modes', async () => {
    const event = new CloudEvent({ type: 'order.created', source: '/orders', id: 'sdk-1', subject: 'ü', data: { n: 1 }, correlationid: 'c-1' });
    for (const mode of ['binary', 'structured'] as const) {
      const message = HTTP[mode](event);
      const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])); // Node writes headers together with a body of text, as UTF-8
      const { status, event: taken } = await sent(headers, String(message.body));
      expect([mode, status]).toEqual([mode, 200]);
      expect(taken).toMatchObject({ identity: '/orders sdk-1', value: '{"n":1}', headers: { ce_correlationid: 'c-1', ce_subject: 'ü', ce_time: event.time } });
      expect(taken?.headers['content-type']).toMatch(/^application\/json/);
    }
  });
});
