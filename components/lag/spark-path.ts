/** A line of values as SVG paths: broken where a value is not known. */

export interface SparkPaths {
  readonly line: string;
  readonly area: string;
}

/** Values over `width` by `height` pixels, from 0 at the foot; `least` is the smallest top of the scale, so that a lag of 2 is no mountain. */
export function sparkPaths(values: readonly (number | null)[], { width, height, least = 10 }: { readonly width: number; readonly height: number; readonly least?: number }): SparkPaths {
  const top = Math.max(least, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  const runs: { readonly x: number; readonly y: number }[][] = [];
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    const point = { x: round(index * step), y: round(height - 1 - (value / top) * (height - 2)) };
    if (open) runs.at(-1)?.push(point);
    else runs.push([point]);
    open = true;
  });
  // A value that stands alone is drawn as a short dash.
  const drawn = runs.map((run) => (run.length > 1 || run[0] === undefined ? run : [run[0], { x: round(run[0].x + 1.5), y: run[0].y }]));
  const line = drawn.map((run) => `M${run.map(({ x, y }) => `${x} ${y}`).join('L')}`).join('');
  const area = drawn.map((run) => `M${run[0]?.x} ${height}${run.map(({ x, y }) => `L${x} ${y}`).join('')}L${run.at(-1)?.x} ${height}Z`).join('');
  return { line, area };
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
