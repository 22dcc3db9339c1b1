/** A process that migrates a database, to be killed. */
import { migrate } from '#lib/store/migrate.ts';

await migrate(process.argv[2] ?? '');
process.disconnect();
