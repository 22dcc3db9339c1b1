/** Where the demo keeps what is its own: a database and a Kafka that never meet those of `npm start`. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { log } from './steps.ts';

export interface DemoData {
  readonly dir: string;
  readonly kafkaDir: string;
  /** Which faults are being played: written by the services, shown by the web. */
  readonly stateFile: string;
  /** What the services say they did: to be compared with what Throughline shows. */
  readonly journalDir: string;
  /** Kept when the rest is forgotten: 43 MB that do not change. */
  readonly jarsDir: string;
}

export function demoData(dataDir: string): DemoData {
  const dir = join(dataDir, 'demo');
  return { dir, kafkaDir: join(dir, 'kafka'), stateFile: join(dir, 'state.json'), journalDir: join(dir, 'journal'), jarsDir: join(dataDir, 'kafka-jars') };
}

/** `ownDatabase` false: somebody else's, which is not ours to clear. */
export async function forget({ dir }: DemoData, { ownDatabase }: { readonly ownDatabase: boolean }): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  log(`Forgot what former runs left in ${dir}${ownDatabase ? '' : '; the database of DATABASE_URL is left as it is'}`);
}
