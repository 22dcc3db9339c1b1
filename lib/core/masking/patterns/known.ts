import { card } from '#lib/core/masking/patterns/card.ts';
import { email } from '#lib/core/masking/patterns/email.ts';
import type { Pattern } from '#lib/core/masking/patterns/pattern.ts';
import { token } from '#lib/core/masking/patterns/token.ts';

/** The patterns that configuration can switch on by name. */
export const KNOWN_PATTERNS: Readonly<Record<'card' | 'email' | 'token', Pattern>> = { card, email, token };
