/**
 * Keeps programs running, each by itself:
 *
 *   running --ends--> waiting --delay--> running …
 *   running or waiting --stop--> stopping --ends, or is killed after 10 s--> stopped
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterExit, FRESH, type RestartState } from './restart.ts';
import { secondsText } from './steps.ts';
import { hasExited, spawnTethered } from './tether.ts';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Asked again and again until it says true; without it, a program that was started is ready. */
  readonly ready?: () => Promise<boolean>;
}

export interface ProgramStatus {
  readonly name: string;
  /** Null while it does not run. */
  readonly pid: number | null;
  readonly restarts: number;
  /** How it ended the last time: `code 1`, `SIGKILL`. */
  readonly lastExit: string | null;
}

export interface Supervision {
  /** Resolves when every program has been ready once; false where it was stopped before. */
  readonly ready: Promise<boolean>;
  status(): readonly ProgramStatus[];
  /** Asks all to end, kills what has not after `graceMs`, resolves when nothing of them is left. */
  stop(graceMs?: number): Promise<void>;
}

export interface SuperviseOptions {
  readonly log: (line: string) => void;
  /** Called after each start and each end. */
  readonly onChange?: (status: readonly ProgramStatus[]) => void;
}

const GRACE_MS = 10_000;
const READY_POLL_MS = 150;

export function supervise(programs: readonly Program[], options: SuperviseOptions): Supervision {
  const kept = programs.map((program) => new Kept(program, options.log, () => options.onChange?.(status())));
  const status = (): ProgramStatus[] => kept.map((one) => one.status());
  for (const one of kept) one.start();
  return {
    ready: Promise.all(kept.map((one) => one.untilReady())).then((all) => all.every(Boolean)),
    status,
    stop: async (graceMs = GRACE_MS) => {
      await Promise.all(kept.map((one) => one.stop(graceMs)));
    },
  };
}

/** One program, and whatever it takes to keep it. */
class Kept {
  readonly #program: Program;
  readonly #log: (line: string) => void;
  readonly #changed: () => void;
  #child: ChildProcess | null = null;
  #state: RestartState = FRESH;
  #restarts = 0;
  #lastExit: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(program: Program, log: (line: string) => void, changed: () => void) {
    this.#program = program;
    this.#log = log;
    this.#changed = changed;
  }

  start(): void {
    const { command, args, env, cwd } = this.#program;
    const startedAt = performance.now();
    const child = spawnTethered(command, args, { signal: 'TERM', stdout: 'inherit', stderr: 'inherit', env, ...(cwd === undefined ? {} : { cwd }) });
    this.#child = child;
    child.once('error', (error) => this.#ended(child, `it cannot be started: ${error.message}`, 0));
    child.once('exit', (code, signal) => this.#ended(child, signal ?? `code ${code}`, performance.now() - startedAt));
    this.#changed();
  }

  #ended(child: ChildProcess, how: string, ranMs: number): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#lastExit = how;
    killGroup(child);
    if (this.#stopping) return this.#changed();
    const { state, delayMs } = afterExit(this.#state, ranMs);
    this.#state = state;
    this.#log(`${this.#program.name} ended after ${secondsText(ranMs)} (${how}); it is started again in ${secondsText(delayMs)}`);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#restarts += 1;
      this.start();
    }, delayMs);
    this.#changed();
  }

  async untilReady(): Promise<boolean> {
    const ready = this.#program.ready ?? (() => Promise.resolve(this.#child !== null));
    while (!this.#stopping) {
      if (this.#child !== null && (await ready())) return true;
      await sleep(READY_POLL_MS);
    }
    return false;
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const child = this.#child;
    if (child === null) return;
    child.kill('SIGTERM');
    if (await hasExited(child, graceMs)) return;
    this.#log(`${this.#program.name} did not end within ${secondsText(graceMs)} and is killed`);
    killGroup(child);
    await hasExited(child, graceMs);
  }

  status(): ProgramStatus {
    return { name: this.#program.name, pid: this.#child?.pid ?? null, restarts: this.#restarts, lastExit: this.#lastExit };
  }
}

/** What a program started itself is in its process group, and goes with it. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
