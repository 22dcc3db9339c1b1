/** Prisma's schema engine as WebAssembly: it applies migrations without the binary that Prisma's CLI would download. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import type pg from 'pg';
import { AdvisoryLock } from '#lib/store/advisory-locks.ts';

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Applies those of `migrations` that the database has not had, oldest first, and records them in `_prisma_migrations` as `prisma migrate deploy` does. */
export async function applyMigrations(pool: pg.Pool, schema: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  await load();
  const schemaEngine = await engine.SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(wholeScripts(pool, migrations)),
  );
  try {
    const { appliedMigrationNames } = await schemaEngine.applyMigrations({
      migrationsList: {
        baseDir: 'prisma/migrations',
        lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
        shadowDbInitScript: '',
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    schemaEngine.free();
  }
}

const UNFINISHED = 'finished_at IS NULL AND rolled_back_at IS NULL';

/**
 * What a process that was killed, or failed, has begun and not finished was rolled back, and may be applied again; the engine would refuse the database for ever.
 * Waits for the one that PostgreSQL may still be at. The caller holds `AdvisoryLock.migrate`.
 */
export async function forgetUnfinished(pool: pg.Pool): Promise<void> {
  const { rowCount } = await pool.query(`SELECT FROM _prisma_migrations WHERE ${UNFINISHED}`);
  if (rowCount === 0) return;
  await pool.query(`SELECT pg_advisory_xact_lock(${AdvisoryLock.migrationScript})`);
  await pool.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE ${UNFINISHED}`);
}

/**
 * The adapter sends a script statement by statement, cut at every semicolon: half a migration could stay behind when one fails,
 * and a semicolon in a comment or a function would break it. Sent whole, PostgreSQL runs it as one transaction.
 * That it was applied is noted in that transaction too: the engine's own note comes later, and a process that is killed before it would leave a migration of which nobody knows.
 */
function wholeScripts(pool: pg.Pool, migrations: readonly Migration[]): PrismaPg {
  const own = new Set(migrations.map(({ sql }) => sql));
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => {
      await pool.query(own.has(script) ? `SELECT pg_advisory_xact_lock(${AdvisoryLock.migrationScript});\n${script}\n;UPDATE _prisma_migrations SET finished_at = now() WHERE ${UNFINISHED}` : script);
    };
    return adapter;
  };
  return factory;
}

let loaded: Promise<void> | undefined;

function load(): Promise<void> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(path), { './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports });
  engine.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
}
