/** Runs one program to its end, with what it is to read. */
import { spawn } from 'node:child_process';
import { asProcessEnv } from './process-env.ts';

/** Rejects with everything that it said when it fails. */
export function runStep(file: string, args: readonly string[], options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string; readonly uid?: number; readonly gid?: number }, input = ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, env: asProcessEnv(options.env), stdio: 'pipe' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
    child.stdin.on('error', () => {}); // a program that ended without reading tells by its code
    child.stdin.end(input);
    child.once('error', reject);
    child.once('close', (code, signal) => (code === 0 ? resolve() : reject(new Error(`${file} ended with ${signal ?? `code ${code}`}:\n${output.trim()}`))));
  });
}
