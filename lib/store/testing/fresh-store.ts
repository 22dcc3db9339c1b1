import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { openQueryStore, type QueryStore } from '#lib/store/query-store.ts';
import { TEMPLATE_DATABASE } from '#lib/store/testing/template.ts';

/** A database of the test's own with the current schema, dropped when the test (or, in `beforeAll`, whoever calls `drop`) is done. */
export interface FreshStore extends QueryStore {
  readonly drop: () => Promise<void>;
}

/** For one test: closed and dropped when it ends. */
export async function freshStore(options: { readonly poolSize?: number } = {}): Promise<FreshStore> {
  const store = await freshStoreFor(options);
  onTestFinished(store.drop);
  return store;
}

/** For a whole file: the caller calls `drop` in `afterAll`. */
export async function freshStoreFor(options: { readonly poolSize?: number } = {}): Promise<FreshStore> {
  const database = await freshDatabase(TEMPLATE_DATABASE);
  const store = openQueryStore({ url: database.url, application: 'throughline test', poolSize: options.poolSize ?? 6 });
  return {
    ...store,
    drop: async () => {
      await store.close();
      await database.drop();
    },
  };
}

/** A database without a schema, or a clone of `template`. */
export async function freshDatabase(template?: string): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(`CREATE DATABASE "${name}" ${template === undefined ? '' : `TEMPLATE "${template}" STRATEGY FILE_COPY`}`);
  return {
    url: `${inject('postgresUrl')}/${name}`,
    drop: () => onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${inject('postgresUrl')}/postgres` });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
