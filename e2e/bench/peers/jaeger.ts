/** Jaeger 1.76 with Badger on disk. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#lib/cli/free-port.ts';
import type { Teardown } from '#lib/cli/teardown.ts';
import { startPeer, type Peer } from './peer.ts';

export async function startJaeger(binary: string, folder: string, teardown: Teardown): Promise<Peer> {
  const [http, grpc, query, queryGrpc] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const data = join(folder, 'badger');
  for (const part of ['keys', 'values']) await mkdir(join(data, part), { recursive: true });
  await writeFile(
    join(folder, 'config.yaml'),
    `service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines: {traces: {receivers: [otlp], processors: [batch], exporters: [jaeger_storage_exporter]}}
  telemetry: {logs: {level: error}, metrics: {level: none}}
extensions:
  jaeger_query: {storage: {traces: main}, http: {endpoint: "127.0.0.1:${query}"}, grpc: {endpoint: "127.0.0.1:${queryGrpc}"}}
  jaeger_storage: {backends: {main: {badger: {directories: {keys: ${join(data, 'keys')}, values: ${join(data, 'values')}}, ephemeral: false}}}}
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:${http}"}, grpc: {endpoint: "127.0.0.1:${grpc}"}}}}
processors: {batch: {}}
exporters: {jaeger_storage_exporter: {trace_storage: main}}
`,
  );
  const process = await startPeer({ file: binary, args: ['--config', join(folder, 'config.yaml')], folder, health: `http://127.0.0.1:${query}/api/services` }, teardown);
  return { name: 'Jaeger 1.76, Badger', ingest: `http://127.0.0.1:${http}/v1/traces`, traceUrl: (id) => `http://127.0.0.1:${query}/api/traces/${id}`, data, ...process };
}
