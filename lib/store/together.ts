/**
 * As `Promise.all`, for what is asked on one connection at the same time: where one fails, the others are over too before that is told, so that
 * nothing is asked any more on a connection that was given back.
 */
export async function together<T extends readonly unknown[]>(asked: { readonly [K in keyof T]: Promise<T[K]> }): Promise<{ [K in keyof T]: T[K] }> {
  await Promise.allSettled(asked);
  return Promise.all(asked) as Promise<{ [K in keyof T]: T[K] }>;
}
