import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export const isGone = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Stopped, as the system says it: such a process answers nothing. */
export async function isAsleep({ pid }: ChildProcess): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return / T /.test(stat.slice(stat.lastIndexOf(')')));
}

export const isOver = async (child: ChildProcess): Promise<boolean> => isGone(child) || (await isAsleep(child));
