/** What the supervisor knows, where the web can read it: the row `supervisor` of process_status. */
import { openStore } from '#lib/store/store.ts';
import { writeStatus } from '#lib/store/process-status.ts';
import { log } from './steps.ts';
import type { ProgramStatus } from './supervisor.ts';

const EVERY_MS = 5_000;

export interface SupervisionReport {
  changed(programs: readonly ProgramStatus[]): void;
  end(): Promise<void>;
}

/** Reports at every change and every 5 s. A database that is away is told once, until it is back. */
export function reportSupervision(databaseUrl: string): SupervisionReport {
  const store = openStore({ url: databaseUrl, application: 'throughline supervisor', poolSize: 1 });
  const startedAt = new Date().toISOString();
  let programs: readonly ProgramStatus[] = [];
  let failing = false;
  let writing: Promise<void> = Promise.resolve();

  const write = (): void => {
    writing = writing
      .then(() => writeStatus(store, 'supervisor', 'supervisor', { pid: process.pid, startedAt, programs }))
      .then(
        () => {
          failing = false;
        },
        (error: unknown) => {
          if (!failing) log(`The supervisor cannot report to the database: ${error instanceof Error ? error.message : String(error)}`);
          failing = true;
        },
      );
  };
  const timer = setInterval(write, EVERY_MS);
  return {
    changed: (now) => {
      programs = now;
      write();
    },
    end: async () => {
      clearInterval(timer);
      await writing;
      await store.close();
    },
  };
}
