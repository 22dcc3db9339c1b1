const WIDTH = 90;

/** A row of bars as high as a line of text: how much came when. What it shows is said in figures beside it. */
export function Spark({ bars }: { bars: readonly number[] }) {
  const most = Math.max(...bars, 1);
  const step = WIDTH / Math.max(bars.length, 1);
  return (
    <svg aria-hidden width={WIDTH} height="16" viewBox={`0 0 ${WIDTH} 16`} className="block shrink-0">
      {bars.map((count, index) => {
        const height = count === 0 ? 0.75 : Math.max(1.5, (count / most) * 16);
        return <rect key={index} x={index * step} width={step - Math.min(1, step / 4)} y={16 - height} height={height} fill={count === 0 ? 'var(--line-strong)' : 'var(--accent)'} />;
      })}
    </svg>
  );
}
