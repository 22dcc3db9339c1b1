import { sparkPaths } from '#components/lag/spark-path.ts';
import { lagTone } from '#components/ui/lag-statuses.ts';
import type { LagStatus } from '#lib/contracts/lag.ts';

const [WIDTH, HEIGHT] = [96, 22];

/** The lag of the last hour as a line; what it comes to is said in figures beside it. */
export function Spark({ values, status }: { values: readonly (string | null)[]; status: LagStatus }) {
  if (values.every((value) => value === null)) return <span className="text-sm text-faint">no data</span>;
  const { line, area } = sparkPaths(values.map((value) => (value === null ? null : Number(value))), { width: WIDTH, height: HEIGHT });
  const color = `var(--${lagTone[status]})`;
  return (
    <svg aria-hidden width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="block shrink-0 overflow-visible">
      <path d={area} fill={color} opacity=".13" />
      <path d={line} fill="none" stroke={color} strokeWidth="1.4" strokeLinejoin="round" />
    </svg>
  );
}
