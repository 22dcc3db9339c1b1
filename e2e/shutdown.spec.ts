/** Survival 9, of the web: SIGTERM closes the streams that pages keep open, and it ends. */
import { places } from './harness/places.ts';
import { expect, test } from './harness/test.ts';
import { startWeb } from './web-server.ts';

test('SIGTERM with streams and connections open: they are closed, and the web ends with 0 within 10 s', async () => {
  const web = await startWeb({ token: null, databaseUrl: places().databaseUrl });
  const streams = await Promise.all(['flows', 'lag', 'dead-letters'].map((channel) => fetch(`${web.url}/api/v1/stream?channels=${channel}`)));
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
  const read = streams.map((stream) => stream.text()); // resolves where the end of the stream is an orderly one
  const { code, ms } = await web.terminate();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(10_000);
  for (const text of await Promise.all(read)) expect(text).toContain(': welcome');
});
