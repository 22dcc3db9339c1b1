import { maskingKeyIn } from '#lib/collector/masking-key.ts';
import { configuredRules } from '#lib/core/masking/configured.ts';
import { maskContent } from '#lib/core/masking/mask-content.ts';
import { emptyNode } from '#lib/core/masking/pointer-tree.ts';
import { masking, type Masking } from '#lib/core/masking/masking.ts';
import { hasRules } from '#lib/core/masking/rules.ts';
import type { CollectorSettings } from '#lib/env/collector.ts';

/** A line of the log with everything masked that a pattern finds in it: errors of drivers quote what they could not take. */
export function maskedLine(line: string, { content }: Masking): string {
  const masked = maskContent(Buffer.from(line, 'utf8'), 'application/json', { ...content, pointers: emptyNode(), envelope: emptyNode() });
  if (masked.state === 'unreadable') return '';
  return masked.state === 'same' ? line : Buffer.from(masked.bytes).toString('utf8');
}

/** What masking is made of; it survives structured cloning. */
export type MaskingSettings = Pick<CollectorSettings, 'masking' | 'maskingKey' | 'dataDir'>;

/** What is configured to be masked, null where nothing is; only then a key is looked for. Throws where the key's file cannot be used. */
export function maskingOf({ masking: configured, maskingKey, dataDir }: MaskingSettings): Masking | null {
  const rules = configuredRules(configured);
  if (!hasRules(rules)) return null;
  return masking(rules, maskingKey === null ? maskingKeyIn(dataDir) : Buffer.from(maskingKey, 'utf8'));
}
