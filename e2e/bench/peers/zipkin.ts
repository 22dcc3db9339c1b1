/** Zipkin 3.5 in memory, which keeps nothing over its end. */
import { freePort } from '#lib/cli/free-port.ts';
import type { Teardown } from '#lib/cli/teardown.ts';
import { startPeer, type Peer } from './peer.ts';

export async function startZipkin(jar: string, folder: string, teardown: Teardown): Promise<Peer> {
  const port = await freePort();
  const process = await startPeer(
    { file: 'java', args: ['-Xmx2g', '-jar', jar], variables: { STORAGE_TYPE: 'mem', MEM_MAX_SPANS: '2000000', QUERY_PORT: String(port) }, folder, health: `http://127.0.0.1:${port}/health` },
    teardown,
  );
  return { name: 'Zipkin 3.5, in memory', ingest: `http://127.0.0.1:${port}/api/v2/spans`, traceUrl: (id) => `http://127.0.0.1:${port}/api/v2/trace/${id}`, data: null, ...process };
}
