/** Sends bodies that were made before, several at a time, as exporters do; what is refused for a while is sent again. */
import { setTimeout as sleep } from 'node:timers/promises';

const AT_ONCE = 4;
const RETRY_MS = 100;
const MOST_TRIES = 600;

interface Sent {
  readonly ms: number;
  readonly retries: number;
}

/** Resolves when the last was answered. */
export async function sendAll(url: string, bodies: readonly string[]): Promise<Sent> {
  const waiting = [...bodies].reverse();
  let retries = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) retries += await send(url, body);
    }),
  );
  return { ms: performance.now() - began, retries };
}

async function send(url: string, body: string): Promise<number> {
  for (let tries = 0; ; tries++) {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const said = await response.text();
    if (response.ok) return tries;
    if (tries === MOST_TRIES) throw new Error(`${url} answered ${response.status}: ${said.slice(0, 300)}`);
    await sleep(RETRY_MS);
  }
}
