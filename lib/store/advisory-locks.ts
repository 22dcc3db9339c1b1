/** Numbers of PostgreSQL advisory locks. One list, so that two jobs never meet on one number. The high half spells `THRU`. */
const BASE = 0x54485255_00000000n;

export const AdvisoryLock = {
  migrate: BASE + 1n,
  partitions: BASE + 2n,
  retention: BASE + 3n,
  rollup: BASE + 4n,
  commits: BASE + 5n,
  baseline: BASE + 6n,
  /** Which replay has which dead letters: checked and changed by one start at a time. */
  replays: BASE + 7n,
  /** See lib/store/letters-lock.ts */
  letters: BASE + 8n,
  /** Held by the transaction of a migration, which outlives the process that began it. */
  migrationScript: BASE + 9n,
} as const;
