/** What is masked before it is stored: the part `masking` of the configuration file. */
import { RE2JS } from 're2js';
import { z } from 'zod';
import { namePattern, type NamePattern, type Read } from '#lib/env/fields.ts';

export const KNOWN_PATTERN_NAMES = ['card', 'email', 'token'] as const;

const Pointer = z.string().regex(/^(\/([^~/]|~[01])*)+$/, 'is not a JSON pointer, such as /customer/email or /cards/*/number');

const Topic = z.string().min(1).transform((item, context): NamePattern => {
  const pattern = namePattern(item);
  if (typeof pattern === 'string' || pattern instanceof RegExp) return pattern;
  context.addIssue({ code: 'custom', message: pattern.problem });
  return z.NEVER;
});

const OwnPattern = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'is not a short name of lower-case letters, digits and dashes'),
  expression: z.string().min(1).max(1000).superRefine((expression, context) => {
    const problem = expressionProblem(expression);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  }),
});

const Name = z.string().min(1).refine((name) => !name.slice(0, -1).includes('*'), 'has a * that is not at its end');

export const MaskingConfig = z
  .strictObject({
    payloadOff: z.array(Topic).readonly().default([]),
    pointers: z.array(Pointer).readonly().default([]),
    headers: z.array(Name).readonly().default([]),
    attributes: z.array(Name).readonly().default([]),
    patterns: z.array(z.union([z.enum(KNOWN_PATTERN_NAMES), OwnPattern])).readonly().default([]),
  })
  .superRefine(({ patterns }, context) => {
    const names = patterns.map((pattern) => (typeof pattern === 'string' ? pattern : pattern.name));
    for (const [index, name] of names.entries()) {
      const taken = names.indexOf(name) < index || RESERVED.has(name) || (typeof patterns[index] !== 'string' && (KNOWN_PATTERN_NAMES as readonly string[]).includes(name));
      if (taken) context.addIssue({ code: 'custom', path: ['patterns', index], message: `"${name}" is the name of another pattern, or one that masks have already` });
    }
  });
export type MaskingConfig = z.output<typeof MaskingConfig>;

/** What masks of whole values are called. */
const RESERVED: ReadonlySet<string> = new Set(['id', 'number', 'text', 'empty']);

/** RE2's syntax, which has neither look-around nor back references: that is why its time is linear. */
function expressionProblem(expression: string): string | null {
  try {
    return RE2JS.compile(expression).matches('') ? 'matches an empty text, and would mask nothing' : null;
  } catch (error) {
    return `is not an expression in RE2's syntax: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** 32 characters at least: the hashes of small values are as safe as their key. */
export const maskingKey: Read<string> = (value) => (value.length >= 32 ? value : { problem: 'is shorter than 32 characters' });
