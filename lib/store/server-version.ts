import { StoreError } from '#lib/store/errors.ts';

const OLDEST = 150_000;

/** `number` is the server's `server_version_num`, `text` its `server_version`. Throws `StoreError` `unsupported-version`. */
export function refuseOldServer(number: number, text: string): void {
  if (number < OLDEST) throw new StoreError('unsupported-version', `The database is PostgreSQL ${text}; Throughline needs PostgreSQL 15 or newer.`);
}
