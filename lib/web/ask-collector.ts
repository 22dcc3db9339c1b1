import { CollectorStatus } from '#lib/contracts/health.ts';
import type { WebSettings } from '#lib/env/web.ts';
import type { AskCollector } from '#lib/services/health/read.ts';

/** Whoever asks for health waits for this too. */
const PATIENCE_MS = 1000;

/** The collector itself, asked for what it could not write into the database. */
export const askCollector = ({ collectorUrl, token }: Pick<WebSettings, 'collectorUrl' | 'token'>): AskCollector => async () => {
  try {
    // 503 is an answer too: it cannot write.
    const response = await fetch(`${collectorUrl}/health`, { headers: token === null ? {} : { authorization: `Bearer ${token}` }, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    return CollectorStatus.safeParse(await response.json()).data ?? null;
  } catch {
    return null; // it is away as well, which is what the caller then says
  }
};
