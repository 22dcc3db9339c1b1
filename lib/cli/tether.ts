/** Processes that never outlive us, however we end. */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { asProcessEnv } from './process-env.ts';

/**
 * A shell that leaves behind a reader of our end of a pipe and becomes the program itself.
 * When the pipe closes, since we ended (be it by `kill -9`), the reader sends the program the signal that asks it to stop.
 */
const TETHER = 'exec 3<&0; self=$$; signal=$1; shift; (read -r line <&3; kill -s "$signal" $self) >/dev/null 2>&1 & exec 3<&-; exec "$@" </dev/null';

export interface TetherOptions {
  /** What is sent when we are gone. */
  readonly signal: 'TERM' | 'INT';
  /** Where what it writes goes: a file descriptor, to where ours goes, or to streams of the child. */
  readonly stdout: number | 'inherit' | 'pipe';
  readonly stderr: number | 'inherit' | 'pipe';
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** In a process group of its own: Ctrl-C in the terminal reaches us alone, and we stop things in order. */
export function spawnTethered(file: string, args: readonly string[], options: TetherOptions): ChildProcess {
  const { signal, stdout, stderr, env, ...rest } = options;
  const stdio: StdioOptions = ['pipe', stdout, stderr];
  const child = spawn('/bin/sh', ['-c', TETHER, 'sh', signal, file, ...args], { ...rest, env: asProcessEnv(env), stdio, detached: true });
  child.on('exit', () => child.stdin?.destroy());
  child.stdin?.on('error', () => child.stdin?.destroy()); // the reader is gone, so the program is, or is about to be
  return child;
}

/** Resolves with true when the process has ended, with false after `ms`. */
export function hasExited(child: ChildProcess, ms: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (value: boolean): void => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(value);
    };
    const onExit = (): void => end(true);
    const timer = setTimeout(() => end(false), ms);
    child.once('exit', onExit);
  });
}
