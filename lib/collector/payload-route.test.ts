import { expect, test } from 'vitest';
import { payloadRoute } from '#lib/collector/payload-route.ts';
import { openStore } from '#lib/store/store.ts';

test.each(['', '/', '//', '///', 'http://', '/payloads', '/payloads/kafka/orders/0', '/payloads/kafka/orders/x/1', '/payloads/kafka/%ff/0/1', '/payloads/kafka/orders/0/1?incarnation=-1', '/metrics'])(
  'takes %j for no payload, and asks nobody',
  async (url) => {
    const store = openStore({ url: 'postgresql://nobody@127.0.0.1:1/none', application: 'test', poolSize: 1, onConnectionLost: () => undefined });
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    expect(payloadRoute(store, [], null, log)(url)).toBeNull();
    await store.close();
  },
);
