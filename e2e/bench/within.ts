import { Teardown } from '#lib/cli/teardown.ts';

/** Things that end with a piece of work, or with the whole command where that ends before. */
export interface Within {
  within<T>(work: (own: Teardown) => Promise<T>): Promise<T>;
}

export const within = (whole: Teardown): Within => ({
  async within(work) {
    const own = new Teardown();
    await whole.add(() => own.run());
    try {
      return await work(own);
    } finally {
      await own.run();
    }
  },
});
