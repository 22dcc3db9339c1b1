import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '#lib/cli/free-port.ts';
import { NEXT, NODE, ROOT } from '#lib/cli/paths.ts';
import { hasExited, spawnTethered } from '#lib/cli/tether.ts';
import { childEnvironment } from '#lib/env/process.ts';

export interface WebServer {
  readonly url: string;
  /** SIGTERM. Resolves to its exit code and how long it took to end; killed after 10 s, it has none. */
  readonly terminate: () => Promise<{ readonly code: number | null; readonly ms: number }>;
  readonly stop: () => Promise<void>;
}

const AWAY = 'postgresql://nobody@127.0.0.1:1/none';

/** The built web on a free port of 127.0.0.1; by default its database is one that is away. */
export async function startWeb({ token, databaseUrl = AWAY }: { readonly token: string | null; readonly databaseUrl?: string }): Promise<WebServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = childEnvironment({
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    THROUGHLINE_TOKEN: token,
    THROUGHLINE_LOG_LEVEL: 'silent',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: null,
  });
  const child = spawnTethered(NODE, [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)], { signal: 'TERM', stdout: 'pipe', stderr: 'pipe', cwd: ROOT, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const terminate = async () => {
    const asked = performance.now();
    child.kill('SIGTERM');
    if (!(await hasExited(child, 10_000))) child.kill('SIGKILL');
    return { code: child.exitCode, ms: performance.now() - asked };
  };
  const stop = async () => {
    await terminate();
  };
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`The web did not start.\n${said}`);
    await delay(100);
  }
  return { url, terminate, stop };
}

const answers = (url: string): Promise<boolean> => fetch(`${url}/login`).then(({ ok }) => ok, () => false);
