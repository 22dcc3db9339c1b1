import { ServiceError } from '#lib/services/errors.ts';

/** A decision is taken back once. Throws `conflict` where it was, and anything else as it is. */
export function refuseTwice(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '23505') throw new ServiceError('conflict', 'That decision was taken back before.', { cause: error });
  throw error;
}
