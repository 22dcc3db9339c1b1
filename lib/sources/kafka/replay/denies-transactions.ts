/** Whether a broker keeps us from transactions, as far as it tells who only looks. */
import { kafkaClient } from '#lib/sources/kafka/client/connect.ts';
import { ownCluster } from '#lib/sources/kafka/client/own-cluster.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';

const TRANSACTIONS = 1;

/**
 * Asks for the coordinator of the id, which begins nothing; brokers of every version answer that. Who may look at the id and not write under it learns so
 * only when a transaction begins. Throws what kafkajs throws where the cluster does not answer.
 */
export async function deniesTransactions(options: KafkaSourceOptions, transactionalId: string, log: KafkaLog): Promise<boolean> {
  const cluster = ownCluster(kafkaClient(options, log));
  try {
    await cluster.connect();
    // kafkajs's cluster asks the same, and hides why it finds none.
    await cluster.brokerPool.seedBroker.findGroupCoordinator({ groupId: transactionalId, coordinatorType: TRANSACTIONS });
    return false;
  } catch (error) {
    if (isDenied(error)) return true;
    // None is chosen yet, or it moves: nothing about rights.
    if (isMoving(error)) return false;
    throw error;
  } finally {
    await cluster.disconnect();
  }
}

const typeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'type' in error ? error.type : null);
const isDenied = (error: unknown): boolean => typeOf(error) === 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED';
const isMoving = (error: unknown): boolean => typeOf(error) === 'GROUP_COORDINATOR_NOT_AVAILABLE' || typeOf(error) === 'COORDINATOR_NOT_AVAILABLE';
