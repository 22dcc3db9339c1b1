import { defineConfig } from 'vitest/config';

/** A test's suffix names what it needs: nothing, processes of its own, Postgres, or Postgres and a Kafka broker. */
// Not isolated, those of a worker load what they all import once: loading it anew for each file took unit tests twice as long as testing.
export default defineConfig({
  test: {
    // By default one processor is left to a person who watches.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'unit', include: ['{app,components,lib}/**/*.test.{ts,tsx}'], exclude: ['**/*.{process,db,kafka}.test.ts'], testTimeout: 60_000, isolate: false } },
      { test: { name: 'process', include: ['lib/**/*.process.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        test: {
          name: 'db',
          include: ['lib/**/*.db.test.ts'],
          isolate: false,
          globalSetup: ['lib/store/testing/postgres-server.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'kafka',
          include: ['{lib,e2e/faults}/**/*.kafka.test.ts'],
          // Set by `npm run test:faults`, which has more time.
          exclude: process.env['FAULTS_RUNS'] === undefined ? ['e2e/faults/long/**'] : [],
          globalSetup: ['lib/store/testing/postgres-server.ts', 'lib/sources/kafka/testing/broker.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
