/** What brokers tell of topics, by way of the collector: the web talks to no broker. */
import { BrokerTopics } from '#lib/contracts/broker-topics.ts';
import type { WebSettings } from '#lib/env/web.ts';
import { ServiceError } from '#lib/services/errors.ts';
import type { AskTopics, AskedTopic } from '#lib/services/replays/ask-topics.ts';

/** Longer than a broker is waited for. */
const PATIENCE_MS = 30_000;
/** In one question: names have up to 249 characters, and so many fit into a URL. */
const AT_ONCE = 20;

export function collectorTopics({ collectorUrl, token }: Pick<WebSettings, 'collectorUrl' | 'token'>): AskTopics {
  const ask = async (source: string, names: readonly string[], transactionalId: string): Promise<BrokerTopics> => {
    const url = `${collectorUrl}/topics/${encodeURIComponent(source)}?${new URLSearchParams([...names.map((name) => ['name', name]), ['transactionalId', transactionalId]])}`;
    let response: Response;
    try {
      response = await fetch(url, { headers: token === null ? {} : { authorization: `Bearer ${token}` }, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (cause) {
      throw new ServiceError('unavailable', `The collector does not answer at ${collectorUrl}, and it alone asks brokers what a replay may write to. Start it (npm start runs it), or set COLLECTOR_HOST and COLLECTOR_PORT to where it listens.`, { cause, retryAfterSeconds: 5 });
    }
    const body: unknown = await response.json().catch(() => null);
    const told = response.ok ? BrokerTopics.safeParse(body) : null;
    if (told?.success === true) return told.data;
    const detail = typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string' ? body.detail : null;
    if (response.status === 401) throw new ServiceError('unavailable', 'The collector does not take the token of the web: give both the same THROUGHLINE_TOKEN.');
    throw new ServiceError('unavailable', detail === null ? `What listens at ${collectorUrl} answers with ${response.status}, and may be no collector of this version.` : `The topics of ${source} cannot be looked at, and nothing is planned without: ${detail}`, { retryAfterSeconds: 5 });
  };
  return async (source, names, transactionalId) => {
    const topics = new Map<string, AskedTopic>();
    let deniesTransactions = false;
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const answer = await ask(source, names.slice(at, at + AT_ONCE), transactionalId);
      deniesTransactions ||= answer.deniesTransactions;
      for (const { name, starts, ...told } of answer.topics) topics.set(name, { ...told, starts: new Map(starts.map(({ partition, start }) => [partition, BigInt(start)])) });
    }
    return { topics, deniesTransactions };
  };
}
