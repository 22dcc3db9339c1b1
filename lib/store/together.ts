/**
 * As `Promise.all`, for what is asked on one connection at the same time: where one fails, the others are over too before that is told, so that
 * nothing is asked any more on a connection that was given back. What is told is what failed first: in a transaction all that follows fails for it.
 */
export async function together<T extends readonly unknown[]>(asked: { readonly [K in keyof T]: Promise<T[K]> }): Promise<{ [K in keyof T]: T[K] }> {
  const failures = (await Promise.allSettled(asked)).flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((failure) => !isConsequence(failure)) ?? failures[0];
  return Promise.all(asked) as Promise<{ [K in keyof T]: T[K] }>;
}

/** SQLSTATE `in_failed_sql_transaction`. */
const isConsequence = (failure: unknown): boolean => failure instanceof Error && 'code' in failure && failure.code === '25P02';
