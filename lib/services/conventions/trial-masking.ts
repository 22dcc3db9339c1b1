import { randomBytes } from 'node:crypto';
import { configuredRules, type ConfiguredMasking } from '#lib/core/masking/configured.ts';
import { masking, type Masking } from '#lib/core/masking/masking.ts';

/** The rules in force with a key that is thrown away: what the web masks for show can never be compared with what is stored. */
export const trialMasking = (configured: ConfiguredMasking): Masking | null => masking(configuredRules(configured), randomBytes(32));
