/** The broker's process: found again, started so that it never outlives its owner, and ended by its id. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { runText } from '#lib/cli/local-kafka-command.ts';

/**
 * Becomes the program given by its arguments, and leaves behind a reader of our end of the pipe:
 * when that closes (we ended, however we ended), the program is asked to stop. So not even `kill -9` leaves a broker behind.
 */
const TETHER = 'exec 3<&0; self=$$; (read -r line <&3; kill $self) >/dev/null 2>&1 & exec 3<&-; exec "$@" </dev/null';

export function spawnTethered(file: string, args: readonly string[], outputFile: string): ChildProcess {
  const output = openSync(outputFile, 'a');
  try {
    // A process group of its own: Ctrl-C in the terminal reaches the owner, who then stops things in order.
    const child = spawn('/bin/sh', ['-c', TETHER, 'sh', file, ...args], { detached: true, stdio: ['pipe', output, output] });
    child.on('exit', () => child.stdin?.destroy());
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id is used again after a while, so the command line must name the folder too. */
export async function isBrokerOf(pid: number, dir: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => runText('ps', ['-p', String(pid), '-o', 'args=']).catch(() => ''));
  return command.includes('kafka.Kafka') && command.includes(dir);
}

/** SIGTERM, up to `graceMs`, then SIGKILL. Resolves when the process is gone. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  for (const [signal, waitMs] of [['SIGTERM', graceMs], ['SIGKILL', 5000]] as const) {
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    for (const until = Date.now() + waitMs; isAlive(pid) && Date.now() < until; ) await sleep(50);
  }
}

/** Whether something listens there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    const end = (value: boolean): void => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
