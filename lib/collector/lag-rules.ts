import type { LagRules } from '#lib/core/lag/evaluate.ts';
import type { CollectorSettings } from '#lib/env/collector.ts';

/** What lag is nothing to speak of, as it is configured. */
export const lagRules = ({ lagFloorMessages, lagFloorSeconds }: CollectorSettings['limits']): LagRules => ({
  allowedLag: 0n,
  floorMessages: lagFloorMessages === null ? null : BigInt(lagFloorMessages),
  floorMicros: lagFloorSeconds === null ? null : lagFloorSeconds * 1_000_000,
});
