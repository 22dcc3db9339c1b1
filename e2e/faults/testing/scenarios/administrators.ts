/**
 * What administrators of a database do under a collector at work: settings of their own for it, a publication of all tables, a lock on what is written, no
 * more connections for a while. What cannot be stored now is no fault of a record: nothing of it may stand in quarantine, or beside its flow.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { unique, until } from '#lib/sources/kafka/testing/fixture.ts';
import { freshStoreFor } from '#lib/store/testing/fresh-store.ts';
import { differences } from '../checker.ts';
import { CollectorProcess } from '../collector.ts';
import { endLoad } from '../end-load.ts';
import { SpanSender } from '../span-sender.ts';
import { storedInAll } from '../stored-positions.ts';
import { openWorkload } from '../workload.ts';

const SETTINGS = ["transaction_timeout = '1s'", "default_transaction_isolation = 'serializable'", "statement_timeout = '5ms'", "lock_timeout = '1ms'", "idle_in_transaction_session_timeout = '5ms'"];
const WHILE_MS = 4000;
const GOES_ON_WITHIN_MS = 15_000;

/** What is wrong, in sentences; empty where nothing is. */
export async function administer(made: AsyncDisposableStack): Promise<string[]> {
  const group = unique('administered');
  const store = await freshStoreFor();
  made.defer(store.drop);
  const spans = new SpanSender(() => collector.httpPort);
  const workload = await openWorkload({ prefix: group, partitions: 3, keysPerSecond: 40, spans });
  made.defer(workload.close);
  made.defer(() => spans.end());
  const { rows: [named] } = await store.pool.query<{ name: string }>('SELECT quote_ident(current_database()) AS name');
  // Of another database: to this one nobody may connect for a while.
  const elsewhere = await freshStoreFor({ poolSize: 1 });
  made.defer(elsewhere.drop);
  const alter = (what: string): Promise<unknown> => elsewhere.pool.query(`ALTER DATABASE ${named?.name} ${what}`);
  for (const setting of SETTINGS) await alter(`SET ${setting}`);
  await store.pool.query('CREATE PUBLICATION everything FOR ALL TABLES');
  const collector = await CollectorProcess.start({ databaseUrl: store.url, brokers: inject('kafka').brokers, group, topics: workload.topics });
  made.defer(() => collector.kill());
  workload.start();
  await until('something is stored', async () => (await storedInAll(store)) > 0n);

  for (const table of ['event', 'flow']) {
    const client = await store.pool.connect();
    await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    await sleep(WHILE_MS);
    await client.query('ROLLBACK');
    client.release();
  }
  const client = await store.pool.connect();
  await alter('ALLOW_CONNECTIONS false');
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'throughline collector%'`);
  await sleep(WHILE_MS);
  await alter('ALLOW_CONNECTIONS true');
  const from = (await client.query<{ stored: string }>('SELECT sum(next_offset) AS stored FROM position')).rows[0]?.stored;
  client.release();
  await until('it goes on', async () => (await storedInAll(store)) > BigInt(from ?? 0), GOES_ON_WITHIN_MS);

  const { ledger } = await endLoad(store, workload, spans);
  const wrong = await differences(store, ledger);
  for (const { reason } of await store.prisma.quarantine.findMany()) wrong.push(`quarantined: ${reason}`);
  for (const { reason } of await store.prisma.underivable.findMany()) wrong.push(`not derived: ${reason}`);
  return collector.hasEnded ? [...wrong, `The collector ended: ${collector.said}`] : wrong;
}
