/** A pass of the rollup failed, and not because the database is away. */
export class FailedPass extends Error {
  /** Ids of the changes that it had taken from the queue. */
  readonly taken: readonly string[];

  constructor(cause: unknown, taken: readonly string[]) {
    super('a pass failed', { cause });
    this.taken = taken;
  }
}

/** Why, for whoever reads it. */
export const inWords = (cause: unknown): string => (cause instanceof Error ? cause.message || cause.name : String(cause));
