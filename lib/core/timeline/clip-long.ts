/** One span that was never ended, or by a clock gone wrong, would make everything else of its flow a dot: it is drawn shorter, and says so. */
import type { Loose } from '#lib/core/timeline/loose.ts';

/** Microseconds. Work that long is rare, and no less rare where all else of the flow was over long before. */
const DAY = 86_400_000_000;
const TIMES_LONGER = 10;
/** How far it is drawn beyond the rest, as a part of that, so that one sees that it goes on. */
const BEYOND = 0.05;
const LEAST_BEYOND = 1_000;

/** Linear in marks. What lasts about as long as the flow around it stays whole, and so does a span that has nothing beside it. */
export function clipLong(loose: readonly Loose[]): Loose[] {
  const isLong = ({ mark }: Loose): boolean => mark.kind === 'bar' && mark.to - mark.from >= DAY;
  if (loose.length < 2 || !loose.some(isLong)) return [...loose];
  let [from, to] = [Infinity, -Infinity];
  for (const each of loose) {
    from = Math.min(from, each.mark.from);
    to = Math.max(to, isLong(each) ? each.mark.from : each.mark.to);
  }
  const end = to + Math.max((to - from) * BEYOND, LEAST_BEYOND);
  return loose.map((each) => {
    const { mark } = each;
    if (mark.kind !== 'bar' || !isLong(each) || mark.to - mark.from < (to - from) * TIMES_LONGER) return each;
    return { ...each, mark: { ...mark, to: end, endsAt: mark.to } };
  });
}
