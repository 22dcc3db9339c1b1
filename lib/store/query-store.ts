/** The store of who asks ordinary queries, which are Prisma's. It costs each thread that loads it some 30 MB, so the collector does without. */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '#lib/store/prisma/client.ts';
import { openPool, openStore, type Store, type StoreOptions } from '#lib/store/store.ts';

export interface QueryStore extends Store {
  readonly prisma: PrismaClient;
}

/** Pages and the API: nobody waits longer for an answer. */
const READ_TIMEOUT_MS = 15_000;
const MOST_CONNECTIONS = 5;

/** As `openStore`; Prisma has as many connections again, at most 5. */
export function openQueryStore(options: StoreOptions): QueryStore {
  const store = openStore(options);
  const prismaPool = openPool(options, Math.min(options.poolSize, MOST_CONNECTIONS), READ_TIMEOUT_MS);
  const prisma = new PrismaClient({ adapter: new PrismaPg(prismaPool) });
  return {
    ...store,
    prisma,
    async close() {
      await prisma.$disconnect();
      await Promise.all([store.close(), prismaPool.end()]);
    },
  };
}
