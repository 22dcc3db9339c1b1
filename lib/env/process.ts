/** The one place of the product that reads the process's environment. */
import { readFileSync } from 'node:fs';
import type { Environment } from '#lib/env/settings.ts';

export const environment = (): Environment => process.env;

export const readText = (path: string): string => readFileSync(path, 'utf8');

/** The environment of a child: this process's own, with what is said here; null takes a variable away. */
export function childEnvironment(changes: Readonly<Record<string, string | null>>): Record<string, string> {
  const child: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...changes })) if (typeof value === 'string') child[name] = value;
  return child;
}

/** A function that computes once. A failure is not kept. */
export function once<T>(compute: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: compute() }).value;
}
