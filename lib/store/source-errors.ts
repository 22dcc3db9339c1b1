import { SourceError } from '#lib/sources/source.ts';
import { databaseFault } from '#lib/store/errors.ts';

/** Runs a verb of the sink: what may pass becomes `SourceError` `unavailable`, anything else is thrown as it is. */
export async function withSourceErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const fault = databaseFault(error);
    if (fault === 'other') throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new SourceError('unavailable', `${fault === 'read-only' ? 'The database takes no writes' : 'The database cannot be written now'}: ${message}`, { cause: error });
  }
}
