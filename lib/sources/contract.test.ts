import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepsItsPromises } from '#lib/sources/contract.ts';
import { receivers } from '#lib/sources/http/receivers.ts';
import { post } from '#lib/sources/http/testing/post.ts';

keepsItsPromises(async (sink) => {
  const { http } = receivers({ host: '127.0.0.1', httpPort: 0, grpcPort: null, token: null }, sink);
  return {
    source: http,
    deliver: async (text) => {
      const headers = { 'ce-specversion': '1.0', 'ce-id': randomUUID(), 'ce-source': '/contract', 'ce-type': 'test', 'content-type': 'application/json' };
      for (;;) {
        const { status } = await post(http.port ?? -1, '/v1/events', text, headers);
        if (status < 300) return;
        await sleep(100);
      }
    },
  };
});
