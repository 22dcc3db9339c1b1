/** Runs the demo's services as the demo does, and reads back what they say they did. */
import { fork } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { JournalEntry } from '../journal.ts';

export type Noted = JournalEntry & { readonly at: number; readonly service: string };

export interface RunningDemo {
  readonly dir: string;
  readonly pid: number;
  /** What the services noted so far. */
  journal(): Promise<readonly Noted[]>;
  /** Stops as Ctrl-C does; the exit code. */
  stop(): Promise<number | null>;
}

export async function runDemo(args: readonly string[]): Promise<RunningDemo> {
  const dir = await mkdtemp(join(tmpdir(), 'throughline-demo-'));
  const journalDir = join(dir, 'journal');
  const child = fork(fileURLToPath(new URL('../main.ts', import.meta.url)), [...args, '--journal', journalDir, '--state', join(dir, 'state.json')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    dir,
    pid: child.pid ?? 0,
    journal: async () => {
      const files = await readdir(journalDir).catch(() => []);
      const texts = await Promise.all(files.map((file) => readFile(join(journalDir, file), 'utf8')));
      // The last line may be half written.
      return texts.flatMap((text) => text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter(Boolean)).map((line) => JSON.parse(line) as Noted);
    },
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** Asks until it is so, or fails with what was there instead. */
export async function until<Value>(ask: () => Promise<Value>, isSo: (value: Value) => boolean, timeoutMs: number): Promise<Value> {
  for (const end = Date.now() + timeoutMs; ; await sleep(200)) {
    const value = await ask();
    if (isSo(value)) return value;
    if (Date.now() > end) throw new Error(`not so after ${timeoutMs} ms`);
  }
}
