import { execFile } from 'node:child_process';
import { NODE, ROOT } from '#lib/cli/paths.ts';
import { childEnvironment } from '#lib/env/process.ts';
import { places } from './places.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `throughline dead-letters …`, against the demo's web. */
export const deadLettersCommand = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(NODE, ['lib/cli/dead-letters.ts', ...args], { cwd: ROOT, env: { NODE_ENV: 'test', ...childEnvironment({ THROUGHLINE_URL: places().web }) } }, (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }));
  });
