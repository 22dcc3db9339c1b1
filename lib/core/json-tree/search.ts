/** The values of a document whose name or own text holds what is looked for, whatever its case. */
import { valueText, type JsonDocument } from '#lib/core/json-tree/document.ts';

/** More matches are not walked through one by one. */
export const MOST_MATCHES = 10_000;

export interface Matches {
  /** In document order. */
  readonly nodes: readonly number[];
  /** There are more. */
  readonly more: boolean;
}

export function searchDocument(document: JsonDocument, wanted: string, most = MOST_MATCHES): Matches {
  const needle = wanted.toLowerCase();
  const nodes: number[] = [];
  if (needle === '') return { nodes, more: false };
  for (const [index, { kind, name }] of document.nodes.entries()) {
    const own = kind === 'object' || kind === 'array' ? '' : valueText(document, index);
    if (!(name?.toLowerCase().includes(needle) ?? false) && !own.toLowerCase().includes(needle)) continue;
    if (nodes.length === most) return { nodes, more: true };
    nodes.push(index);
  }
  return { nodes, more: false };
}
