/** The frame of every command: signals, an orderly end, and faults in words. */
import { StoreError } from '#lib/store/errors.ts';
import { SettingsError } from '#lib/env/settings.ts';
import { log } from './steps.ts';
import { Teardown } from './teardown.ts';

/** Something a person must do first; printed without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A second signal that comes later than this means "at once": what is tethered to us then ends by itself. */
const INSISTS_AFTER_MS = 1000;

/**
 * Runs a command to its end. `work` resolves to the exit code; it may go on until a signal ends it, and what it gave to `teardown` is ended then.
 * Ctrl-C, `kill`, a closed terminal and the end of the process that started us are all the same wish; after it the exit code is `interrupted`.
 */
export async function runCommand(work: (teardown: Teardown) => Promise<number>, { interrupted = 0 } = {}): Promise<never> {
  const teardown = new Teardown();
  const stopped = stopWish();
  let code: number;
  try {
    code = await Promise.race([work(teardown), stopped.then(() => interrupted)]);
  } catch (error) {
    log(faultText(error));
    code = 1;
  }
  try {
    await teardown.run();
  } catch (error) {
    log(faultText(error));
    code = 1;
  }
  process.exit(code);
}

function stopWish(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const wish = (): void => {
      if (first === null) {
        first = performance.now();
        resolve();
      } else if (performance.now() - first > INSISTS_AFTER_MS) process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, wish);
    if (process.channel) {
      process.on('disconnect', wish);
      process.channel.unref();
    }
  });
}

function faultText(error: unknown): string {
  if (error instanceof SettingsError || error instanceof StoreError || error instanceof CommandError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
