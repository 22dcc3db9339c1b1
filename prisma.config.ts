import { defineConfig } from 'prisma/config';

/** For `prisma generate` only. Migrations are applied by lib/store/migrate.ts, which needs no downloaded engine. */
export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
