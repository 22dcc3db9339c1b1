/** What time it is by the clock of the database, the one that all processes share: SQL for microseconds. It goes on within a transaction. */
export const DATABASE_NOW = '(extract(epoch FROM clock_timestamp()) * 1000000)::bigint';
