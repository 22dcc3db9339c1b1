/** Whether we can listen, told before anything is started. */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartSettings } from '#lib/env/cli.ts';
import { CommandError } from './command.ts';

interface Listener {
  /** The variable that moves it. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Throws `CommandError` with every address that cannot be listened on. */
export async function requireFreePorts(settings: StartSettings): Promise<void> {
  const problems = await Promise.all(listeners(settings).map(problemOf));
  const found = problems.filter((problem) => problem !== null);
  if (found.length > 0) throw new CommandError(found.join('\n'));
}

function listeners({ host, port, otlp, collector }: StartSettings): Listener[] {
  return [
    { name: 'PORT', host, port },
    { name: 'COLLECTOR_PORT', host: collector.host, port: collector.port },
    ...(otlp.httpPort === null ? [] : [{ name: 'OTLP_HTTP_PORT', host: otlp.host, port: otlp.httpPort }]),
    ...(otlp.grpcPort === null ? [] : [{ name: 'OTLP_GRPC_PORT', host: otlp.host, port: otlp.grpcPort }]),
  ];
}

/** Where the supervisor before us was killed, its web and its collector are about to end by themselves. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 200;

async function problemOf({ name, host, port }: Listener): Promise<string | null> {
  for (const until = performance.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    const code = await listening(host, port);
    if (code === null) return null;
    if (code !== 'EADDRINUSE' || performance.now() > until) return sentence(name, host, port, code);
  }
}

/** Why it cannot be listened on, as the system says it; null where it can. */
function listening(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

function sentence(name: string, host: string, port: number, code: string): string {
  const another = name.startsWith('OTLP') ? `, or ${name}=0 to do without` : '';
  if (code === 'EADDRINUSE') return `${host}:${port} is taken by another program (maybe Throughline runs already). Choose another port: ${name}=${port + 10_000 > 65_535 ? port - 1000 : port + 10_000}${another}`;
  if (code === 'EACCES') return `${host}:${port} may only be used by root. Choose a port above 1023 for ${name}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine, so ${name} cannot be listened on there`;
  return `${host}:${port} (${name}) cannot be listened on: ${code}`;
}
