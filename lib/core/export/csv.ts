/**
 * Comma-separated values by RFC 4180: CRLF, quotes doubled. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front (OWASP, "CSV injection"), which spreadsheets hide; what cannot be seen is written so that it can.
 */
import { visibleText } from '#lib/core/visible-text.ts';

export type Cell = string | number | bigint | boolean | null;

/** Also in their full-width forms, which some spreadsheets read alike, and behind what they skip. */
const FORMULA = /^[\s"']*[=+\-@＝＋－＠|]/u;

function textCell(text: string): string {
  // Tabs and carriage returns first in a cell start formulas too: only line feeds stay what they are.
  const visible = visibleText(text.replaceAll('\t', ' '), { lines: true });
  const safe = FORMULA.test(visible) ? `'${visible}` : visible;
  return /[",\r\n]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function cell(value: Cell): string {
  if (value === null) return '';
  return typeof value === 'string' ? textCell(value) : String(value);
}

export const toCsv = (headings: readonly string[], rows: Iterable<readonly Cell[]>): string => csvRows([headings]) + csvRows(rows);

/** Rows alone: what a file that is written page by page goes on with. */
export function csvRows(rows: Iterable<readonly Cell[]>): string {
  let text = '';
  for (const row of rows) text += `${row.map(cell).join(',')}\r\n`;
  return text;
}
