/**
 * How settings are read: one zod object a process, each field with an example, every fault listed at once.
 * Pure; the environment is passed in. `lib/env/process.ts` is the one place that reads the real one.
 */
import type { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a file's text; throws where it cannot. Passed in, so that parsing stays pure. */
export type ReadText = (path: string) => string;

/** One thing that is wrong with one setting, in words that a person can act on. */
export interface Fault {
  readonly name: string;
  readonly problem: string;
  readonly example: string | null;
}

/** Settings that cannot be used. The message is meant to be printed as it is, and holds no secret's value. */
export class SettingsError extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(`${faults.length === 1 ? 'A setting is' : `${faults.length} settings are`} wrong:\n${faults.map(faultText).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

const faultText = ({ name, problem, example }: Fault): string =>
  `  ${name}: ${problem}${example === null ? '' : `\n    for example ${example}`}`;

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: readonly Fault[] };

/** Checks the variables that the schema names; all others are left alone. A variable that is empty counts as not set. */
export function checkSettings<S extends z.ZodObject>(schema: S, env: Environment): Checked<z.output<S>> {
  const given: Record<string, string | undefined> = {};
  for (const name of Object.keys(schema.shape)) given[name] = env[name]?.trim() || undefined;
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, faults: parsed.error.issues.map((issue) => environmentFault(schema, issue)) };
}

/** As `checkSettings`; throws `SettingsError` with every fault. */
export function parseSettings<S extends z.ZodObject>(schema: S, env: Environment): z.output<S> {
  const checked = checkSettings(schema, env);
  if (!checked.ok) throw new SettingsError(checked.faults);
  return checked.value;
}

function environmentFault(schema: z.ZodObject, issue: z.core.$ZodIssue): Fault {
  const name = String(issue.path[0] ?? 'settings');
  return { name, problem: issue.message, example: exampleOf(schema, name) };
}

function exampleOf(schema: z.ZodObject, name: string): string | null {
  const field: unknown = schema.shape[name];
  const example = isField(field) ? field.meta()?.['example'] : undefined;
  return typeof example === 'string' ? `${name}=${example}` : null;
}

const isField = (field: unknown): field is z.ZodType => typeof field === 'object' && field !== null && 'meta' in field;
