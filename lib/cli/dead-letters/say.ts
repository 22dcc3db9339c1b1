/** What the command writes to its output. Texts that came from a broker show what in them cannot be seen: a terminal would obey it. */
import { visibleText } from '#lib/core/visible-text.ts';

export interface Output {
  write(text: string): void;
}

export const seen = (text: string | null, longest = 80): string => {
  const shown = visibleText(text ?? '–');
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
};

/** Columns that line up; the last one is as long as it is. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd()).join('\n');
}

export const jsonLine = (value: unknown): string => JSON.stringify(value);
