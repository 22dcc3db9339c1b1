/** A row of bars as high as a line of text: how much came when. What it shows is said in figures beside it. */
export function Spark({ bars }: { bars: readonly number[] }) {
  const most = Math.max(...bars, 1);
  return (
    <svg aria-hidden width={bars.length * 3} height="16" viewBox={`0 0 ${bars.length * 3} 16`} className="block">
      {bars.map((count, index) => {
        const height = count === 0 ? 0.75 : Math.max(1.5, (count / most) * 16);
        return <rect key={index} x={index * 3} width="2" y={16 - height} height={height} fill={count === 0 ? 'var(--line-strong)' : 'var(--accent)'} />;
      })}
    </svg>
  );
}
