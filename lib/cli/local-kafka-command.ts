import { execFile } from 'node:child_process';

/** Runs a short command to its end. Resolves to everything that it said, on either stream; rejects with that when it fails or is not there. */
export function runText(file: string, args: readonly string[], options: { cwd?: string } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, [...args], { ...options, timeout: 120_000, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout + stderr);
      reject(new Error(`${file} failed: ${(stderr || stdout || error.message).trim().slice(-2000)}`, { cause: error }));
    });
  });
}
