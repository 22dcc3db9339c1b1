/** How cost grows with what is stored, as a picture: each measure a line of its own over the records, from nothing up. SVG, readable on light and on dark paper. */

interface Size {
  readonly millions: number;
  /** In the order of the measures. */
  readonly values: readonly number[];
}

const PANEL = { width: 300, height: 180, left: 44, right: 16, top: 34, bottom: 34 };
const GREY = '#808890';
const BLUE = '#2f7de1';

/** A panel for each measure, beside each other. */
export function growthChart(measures: readonly string[], sizes: readonly Size[]): string {
  const most = Math.max(...sizes.map(({ millions }) => millions));
  const panels = measures.map((name, index) => {
    const top = niceCeiling(Math.max(...sizes.map(({ values }) => values[index] ?? 0)));
    const x = (millions: number): number => PANEL.left + (millions / most) * (PANEL.width - PANEL.left - PANEL.right);
    const y = (value: number): number => PANEL.height - PANEL.bottom - (value / top) * (PANEL.height - PANEL.top - PANEL.bottom);
    const points = sizes.map(({ millions, values }) => ({ at: x(millions), to: y(values[index] ?? 0), millions, value: values[index] ?? 0 }));
    return [
      `<g transform="translate(${index * PANEL.width} 0)">`,
      `<text x="${PANEL.left}" y="18" font-weight="600">${name}</text>`,
      ...[0, top / 2, top].map((value) => `<line x1="${PANEL.left}" x2="${PANEL.width - PANEL.right}" y1="${y(value)}" y2="${y(value)}" stroke="${GREY}" stroke-opacity="0.35"/><text x="${PANEL.left - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`),
      `<polyline points="${points.map(({ at, to }) => `${at},${to}`).join(' ')}" fill="none" stroke="${BLUE}" stroke-width="2"/>`,
      ...points.map(({ at, to, millions, value }) => `<circle cx="${at}" cy="${to}" r="3" fill="${BLUE}"/><text x="${at}" y="${to - 8}" text-anchor="${millions === most ? 'end' : 'middle'}">${short(value)}</text><text x="${at}" y="${PANEL.height - 14}" text-anchor="${millions === most ? 'end' : 'middle'}">${millions} M</text>`),
      '</g>',
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${measures.length * PANEL.width} ${PANEL.height}" width="${measures.length * PANEL.width}" height="${PANEL.height}" font-family="Inter, system-ui, sans-serif" font-size="11" fill="${GREY}">
${panels.join('\n')}
</svg>
`;
}

const short = (value: number): string => Number(value.toPrecision(3)).toString();

/** The next of 1, 2, 4, 5 and their decades. */
function niceCeiling(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 10].find((step) => step * decade >= value) ?? 10) * decade;
}
