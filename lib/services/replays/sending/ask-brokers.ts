import type { AskTopics } from '#lib/services/replays/ask-topics.ts';
import type { SenderContext } from '#lib/services/replays/sending/context.ts';

/** What planning asks, by who reads these clusters itself. Throws what the broker's client throws. */
export const askBrokers = ({ brokers }: Pick<SenderContext, 'brokers'>): AskTopics => async (source, names, transactionalId) => {
  const broker = brokers.get(source);
  if (broker === undefined) return { topics: new Map(), deniesTransactions: false };
  const [told, deniesTransactions] = await Promise.all([broker.describe(names), broker.deniesTransactions(transactionalId)]);
  return { topics: new Map([...told].map(([name, topic]) => [name, { ...topic, starts: new Map(topic.starts.map(({ partition, start }) => [partition, BigInt(start)])) }])), deniesTransactions };
};
