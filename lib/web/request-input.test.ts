import { expect, test } from 'vitest';
import { routes } from '#lib/contracts/routes.ts';
import { pathParams, queryParams, readInput } from '#lib/web/request-input.ts';

const get = (path: string) => new Request(`http://localhost${path}`);

test.each([
  ['/api/v1/events/kafka/orders/0/17', { source: 'kafka', topic: 'orders', partition: '0', offset: '17' }],
  ['/api/v1/events/my%20kafka/a%2Fb%3F/0/17', { source: 'my kafka', topic: 'a/b?', partition: '0', offset: '17' }],
  ['/api/v1/events/~../~./0/17', { source: '..', topic: '.', partition: '0', offset: '17' }],
  ['/api/v1/events/kafka/%E2%82%AC/0/17/payload', { source: 'kafka', topic: '€', partition: '0', offset: '17' }],
])('%s', (path, params) => {
  expect(pathParams(routes.readEvent.path, path)).toEqual(params);
});

test('a repeated parameter is an array, an empty one is none', () => {
  expect(queryParams(new URLSearchParams('a=1&b=2&b=3&c=&d=&d=4'))).toEqual({ a: '1', b: ['2', '3'], d: '4' });
});

test('one value and several come out the same', async () => {
  expect((await readInput(routes.listFlows, get('/api/v1/flows?status=failed&service=a&service=b'))).query).toEqual({
    status: ['failed'], service: ['a', 'b'], sort: 'startedAt', limit: 50,
  });
});

test('every fault is listed', async () => {
  const bad = readInput(routes.listFlows, get('/api/v1/flows?status=broken&limit=0&from=yesterday&sort=name&minDurationMs=-1&hasDeadLetters=maybe&q=%00'));
  await expect(bad).rejects.toMatchObject({ code: 'invalid' });
  const faults = await bad.catch((error: { faults: { path: string }[] }) => error.faults.map((fault) => fault.path).sort());
  expect(faults).toEqual(['query.from', 'query.hasDeadLetters', 'query.limit', 'query.minDurationMs', 'query.q', 'query.sort', 'query.status']);
});

test.each([
  '/api/v1/events/kafka/orders/x/17',
  '/api/v1/events/kafka/orders/-1/17',
  '/api/v1/events/kafka/orders/2147483648/17',
  '/api/v1/events/kafka/orders/0/-1',
  '/api/v1/events/kafka/orders/0/1e3',
  '/api/v1/events/kafka/orders/0/9223372036854775808',
  '/api/v1/events/kafka/orders/0/17?incarnation=x',
  '/api/v1/events/kafka/%ff/0/17',
  '/api/v1/events/kafka/a%00b/0/17',
])('%s is refused', async (path) => {
  await expect(readInput(routes.readEvent, get(path))).rejects.toMatchObject({ code: 'invalid' });
});

test('the largest offset is taken', async () => {
  expect((await readInput(routes.readEvent, get('/api/v1/events/kafka/orders/2147483647/9223372036854775807'))).params).toMatchObject({ partition: 2147483647, offset: '9223372036854775807' });
});

const post = (body: string) => new Request('http://localhost/api/v1/session', { method: 'POST', body, headers: { 'content-type': 'application/json' } });

test.each(['', 'x', '[]', '{}', '{"token":1}', '{"token":""}', 'null', '"x"'])('the body %j is refused', async (body) => {
  await expect(readInput(routes.createSession, post(body))).rejects.toMatchObject({ code: 'invalid' });
});

test.each(['9223372036854775808', 'x'.repeat(20), `1${'e'.repeat(18)}`, '0x1000000000000000000', '-100000000000000000000'])('%s is no offset, and a fault of the caller', async (offset) => {
  const fault = (path: string) => ({ code: 'invalid', faults: [expect.objectContaining({ path })] });
  await expect(readInput(routes.readEvent, get(`/api/v1/events/kafka/orders/0/${offset}`))).rejects.toMatchObject(fault('path.offset'));
  await expect(readInput(routes.topicMessages, get(`/api/v1/topics/kafka/orders/messages?partition=0&offset=${offset}`))).rejects.toMatchObject(fault('query.offset'));
});

test('a body over the limit is refused before it is read whole', async () => {
  await expect(readInput(routes.createSession, post(`{"token":"${'x'.repeat(2_000_000)}"}`))).rejects.toMatchObject({ code: 'too-large' });
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const request = new Request('http://localhost/', { method: 'POST', body: endless, duplex: 'half' } as RequestInit);
  await expect(readInput(routes.createSession, request)).rejects.toMatchObject({ code: 'too-large' });
  expect(sent).toBeLessThan(2_000_000);
});
