import { randomBytes } from 'node:crypto';
import { masking, type Masking } from '#lib/core/masking/masking.ts';
import { KNOWN_PATTERNS } from '#lib/core/masking/patterns/known.ts';
import { userPattern } from '#lib/core/masking/patterns/user-pattern.ts';

/** The masking rules as the configuration has them. */
export interface ConfiguredMasking {
  readonly payloadOff: readonly (string | RegExp)[];
  readonly pointers: readonly string[];
  readonly headers: readonly string[];
  readonly attributes: readonly string[];
  readonly patterns: readonly (keyof typeof KNOWN_PATTERNS | { readonly name: string; readonly expression: string })[];
}

/** The rules in force with a key that is thrown away: what the web masks for show can never be compared with what is stored. */
export function trialMasking(configured: ConfiguredMasking): Masking | null {
  const patterns = configured.patterns.map((pattern) => (typeof pattern === 'string' ? KNOWN_PATTERNS[pattern] : userPattern(pattern.name, pattern.expression)));
  return masking({ ...configured, patterns }, randomBytes(32));
}
