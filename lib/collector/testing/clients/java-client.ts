import { readFile } from 'node:fs/promises';
import { isAlive, endProcess, spawnTethered } from '#lib/cli/local-kafka-process.ts';

export interface JavaClient {
  /** Throws with the end of what it said where it has ended by itself. */
  readonly check: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a Java program that never outlives us; what it says goes to `log`. */
export function startJava(classPath: string, args: readonly string[], log: string): JavaClient {
  const { pid } = spawnTethered('java', ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-cp', classPath, ...args], log);
  if (pid === undefined) throw new Error('Java could not be started');
  return {
    check: async () => {
      if (isAlive(pid)) return;
      throw new Error(`${args.at(-1)} has ended:\n${(await readFile(log, 'utf8')).slice(-4000)}`);
    },
    stop: () => endProcess(pid, 10_000),
  };
}
