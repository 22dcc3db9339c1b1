/** What the collector's own API answers to `GET /topics/{source}?name=…&name=…&transactionalId=…`: what the web must know of topics to plan a replay, and only brokers tell. */
import type { BrokerTopics } from '#lib/contracts/broker-topics.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { decoded, problem, type ApiAnswer, type ApiRoute } from '#lib/collector/api-answer.ts';
import { kafkaFault } from '#lib/sources/kafka/faults.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { deniesTransactions } from '#lib/sources/kafka/replay/denies-transactions.ts';
import { describeTopics } from '#lib/sources/kafka/replay/describe-topics.ts';
import { Wire } from '#lib/sources/kafka/wire/wire.ts';

export const MOST_TOPICS = 100;

export function topicsRoute(kafka: readonly KafkaSourceOptions[], log: KafkaLog): ApiRoute {
  const answer = async (source: string, names: readonly string[], transactionalId: string | null): Promise<ApiAnswer> => {
    if (names.length > MOST_TOPICS) return problem(new ServiceError('invalid', `At most ${MOST_TOPICS} topics are told at once.`));
    const options = kafka.find(({ name }) => name === source);
    // A source that is no broker, or is read no longer, has no topic to send to.
    if (options === undefined) return json({ topics: [], deniesTransactions: false });
    const wire = new Wire(options);
    try {
      const [topics, denied] = await Promise.all([describeTopics(wire, names), transactionalId === null ? false : deniesTransactions(options, transactionalId, log)]);
      return json({ topics, deniesTransactions: denied });
    } catch (error) {
      log.warn({ err: error, source }, 'topics could not be described');
      return problem(new ServiceError('unavailable', kafkaFault(error, options.brokers).text, { retryAfterSeconds: 5 }));
    } finally {
      await wire.close();
    }
  };
  return (url) => {
    const parsed = URL.parse(url, 'http://collector');
    const [, source] = /^\/topics\/([^/]+)$/.exec(parsed?.pathname ?? '') ?? [];
    if (parsed === null || source === undefined) return null;
    const name = decoded(source);
    return name === null ? null : answer(name, parsed.searchParams.getAll('name'), parsed.searchParams.get('transactionalId'));
  };
}

const json = (body: BrokerTopics): ApiAnswer => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
