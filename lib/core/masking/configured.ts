import { KNOWN_PATTERNS } from '#lib/core/masking/patterns/known.ts';
import { userPattern } from '#lib/core/masking/patterns/user-pattern.ts';
import type { MaskingRules } from '#lib/core/masking/rules.ts';

/** The masking rules as the configuration has them, and `lib/env` gives them: patterns by name, or as expressions in RE2's syntax. */
export interface ConfiguredMasking extends Omit<MaskingRules, 'patterns'> {
  readonly patterns: readonly (keyof typeof KNOWN_PATTERNS | { readonly name: string; readonly expression: string })[];
}

export const configuredRules = ({ patterns, ...rules }: ConfiguredMasking): MaskingRules => ({
  ...rules,
  patterns: patterns.map((pattern) => (typeof pattern === 'string' ? KNOWN_PATTERNS[pattern] : userPattern(pattern.name, pattern.expression))),
});
