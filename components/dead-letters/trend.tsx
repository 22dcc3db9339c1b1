import { formatCount } from '#components/ui/format.ts';

const [WIDTH, HEIGHT] = [112, 22];

/** How many came when, as bars; `words` says over which time. */
export function Trend({ counts, words }: { counts: readonly number[]; words: string }) {
  const top = Math.max(...counts, 0);
  if (top === 0) return <span className="text-xs text-faint">none {words}</span>;
  const step = WIDTH / Math.max(counts.length, 1);
  return (
    <svg role="img" aria-label={`${formatCount(counts.reduce((sum, count) => sum + count, 0))} ${words}`} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block shrink-0">
      <title>{`${formatCount(counts.reduce((sum, count) => sum + count, 0))} ${words}; at most ${formatCount(top)} in one of ${counts.length} parts of it`}</title>
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(2, (count / top) * (HEIGHT - 1));
        return <rect key={index} x={index * step} y={HEIGHT - height} width={step - 1} height={height} rx={0.8} fill={count === 0 ? 'var(--line-strong)' : 'var(--bad)'} />;
      })}
    </svg>
  );
}
