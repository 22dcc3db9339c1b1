/** Damaged bodies, thousands of each kind: every one is taken or refused, none is an internal error, none is left without an answer. */
import * as fc from 'fast-check';
import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { anyDamages, damaged } from '#lib/sources/http/testing/damage.ts';
import { running } from '#lib/sources/http/testing/running.ts';
import { toJson, toProtobuf, wireExport, wireSpan } from '#lib/sources/otlp/testing/encode.ts';
import { inForm } from '#lib/sources/testing/form.ts';

const exported = [
  wireExport([
    wireSpan({
      attributes: [
        { key: 'list', value: { kind: 'list', value: [{ kind: 'map', value: [{ key: 'n', value: { kind: 'int', value: 9_007_199_254_740_993n } }] }, { kind: 'double', value: 0.5 }] } },
        { key: 'bytes', value: { kind: 'bytes', value: Buffer.from('bytes') } },
      ],
      events: [{ time: 1n, name: 'exception', attributes: [] }],
      links: [{ traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 2), attributes: [] }],
    }),
  ]),
];
const cloudEvent = { specversion: '1.0', id: '1', source: '/s', type: 't', time: '2026-01-31T10:00:00Z', data: { a: [1, 'b'] } };
const zipkin = [{ traceId: '1', id: '2', kind: 'SERVER', timestamp: 5, duration: 1, tags: { error: 'x' }, annotations: [{ timestamp: 5, value: 'a' }], localEndpoint: { serviceName: 's', port: 1 } }];

const targets: [string, string, Buffer][] = [
  ['/v1/traces', 'application/x-protobuf', Buffer.from(toProtobuf(exported))],
  ['/v1/traces', 'application/json', Buffer.from(toJson(exported))],
  ['/api/v2/spans', 'application/json', Buffer.from(JSON.stringify(zipkin))],
  ['/v1/events', 'application/cloudevents+json', Buffer.from(JSON.stringify(cloudEvent))],
  ['/v1/events', 'application/cloudevents-batch+json', Buffer.from(JSON.stringify([cloudEvent, cloudEvent]))],
];

test.each(targets)('%s as %s', { timeout: inForm({ short: 60_000, long: 600_000 }) }, async (path, type, body) => {
  await using server = await running();
  const agent = new Agent({ keepAlive: true });
  const statusOf = (bytes: Buffer, encoding: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: server.httpPort, path, method: 'POST', agent, headers: { 'content-type': type, 'content-encoding': encoding } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      sent.on('error', reject);
      sent.end(bytes);
    });
  await fc.assert(
    fc.asyncProperty(anyDamages, fc.constantFrom('identity', 'identity', 'identity', 'gzip', 'damaged gzip'), async (damages, encoding) => {
      const bytes = encoding === 'identity' ? damaged(body, damages) : encoding === 'gzip' ? gzipSync(damaged(body, damages)) : damaged(gzipSync(body), damages);
      const status = await statusOf(bytes, encoding === 'identity' ? 'identity' : 'gzip');
      expect([200, 202, 400, 413]).toContain(status);
    }),
    { numRuns: inForm({ short: 1_000, long: 14_000 }), seed: 20_260_131 },
  );
  expect(server.reported).toEqual([]);
  expect(await statusOf(body, 'identity')).toBeLessThan(300);
  agent.destroy();
});
