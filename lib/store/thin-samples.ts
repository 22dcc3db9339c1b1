import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import type { PackedOffset } from '#lib/store/packed-offsets.ts';
import type { PackedSample } from '#lib/store/packed-samples.ts';

/**
 * Samples, oldest first, thinned to one for each step of time: it has what each partition had at its end, and says that the change came after
 * the first of them began. What a partition had in between is lost.
 */
export function thinSamples(samples: readonly PackedSample[], stepMicros: number): PackedSample[] {
  return [...Map.groupBy(samples, ({ at }) => Math.floor(at / stepMicros)).values()].map((bucket) => {
    const changed = new Map<number, PackedOffset>();
    for (const { offsets } of bucket) {
      for (const offset of offsets) {
        const before = changed.get(offset.partition);
        changed.set(offset.partition, before === undefined ? offset : later(before, offset));
      }
    }
    const at = bucket.reduce((latest, sample) => Math.max(latest, sample.at), 0);
    return { at: brand<Micros>(at), since: bucket[0]?.since ?? null, offsets: [...changed.values()].toSorted((a, b) => a.partition - b.partition) };
  });
}

/** Both moved it, so the later commit was not the only one. */
function later(before: PackedOffset, { once: _once, ...after }: PackedOffset): PackedOffset {
  return after.start === undefined && before.start !== undefined ? { ...after, start: before.start } : after;
}
