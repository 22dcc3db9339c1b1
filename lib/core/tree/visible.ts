/** The rows of a tree that are in sight: what is collapsed hides what is below it, and a filter keeps the way to what it finds. */
import type { Tree } from '#lib/core/tree/tree.ts';

export type TreeRow =
  | {
      readonly kind: 'record';
      readonly record: number;
      readonly level: number;
      /** Null where there is nothing to expand. */
      readonly expanded: boolean | null;
      /** Position among its siblings, from 1. */
      readonly place: number;
      readonly of: number;
      /** Shown for what is below it, not because the filter found it. */
      readonly passing: boolean;
    }
  /** An effect that stands below another cause. */
  | { readonly kind: 'reference'; readonly record: number; readonly from: number; readonly level: number; readonly place: number; readonly of: number };

/** `found` null for no filter. A filter shows the whole way to what it found, collapsed or not. */
export function treeRows({ nodes, roots }: Tree, collapsed: ReadonlySet<number>, found: ReadonlySet<number> | null): TreeRow[] {
  const kept = found === null ? null : waysTo(nodes, found);
  const rows: TreeRow[] = [];
  type Open = Omit<Extract<TreeRow, { kind: 'reference' }>, 'kind' | 'from'> & { readonly from: number | null };
  const open: Open[] = [];
  const enter = (records: readonly number[], references: readonly number[], from: number | null, level: number): void => {
    const of = records.length + references.length;
    for (let i = references.length - 1; i >= 0; i--) open.push({ record: references[i]!, from, level, place: records.length + i + 1, of });
    for (let i = records.length - 1; i >= 0; i--) open.push({ record: records[i]!, from: null, level, place: i + 1, of });
  };
  const keep = (records: readonly number[]): readonly number[] => (kept === null ? records : records.filter((record) => kept.has(record)));

  enter(keep(roots), [], null, 1);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { record, from, level, place, of } = next;
    if (from !== null) {
      rows.push({ kind: 'reference', record, from, level, place, of });
      continue;
    }
    const node = nodes[record]!;
    const children = keep(node.children);
    const references = kept === null ? node.elsewhere : [];
    const has = children.length + references.length > 0;
    const expanded = has ? kept !== null || !collapsed.has(record) : null;
    rows.push({ kind: 'record', record, level, expanded, place, of, passing: found !== null && !found.has(record) });
    if (expanded === true) enter(children, references, record, level + 1);
  }
  return rows;
}

function waysTo(nodes: Tree['nodes'], found: ReadonlySet<number>): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const record of found) for (let at: number | null = record; at !== null && !kept.has(at); at = nodes[at]!.parent) kept.add(at);
  return kept;
}

/** All that is above a record, so that it can be brought in sight. */
export function above({ nodes }: Tree, record: number): number[] {
  const ways: number[] = [];
  for (let at = nodes[record]?.parent ?? null; at !== null; at = nodes[at]!.parent) ways.push(at);
  return ways;
}

/** What to collapse so that every error is in sight and little else. */
export const collapseAllButErrors = ({ nodes }: Tree): Set<number> => new Set(nodes.filter(({ errorsInside, children, elsewhere }) => errorsInside === 0 && children.length + elsewhere.length > 0).map(({ record }) => record));

export const collapseAll = ({ nodes }: Tree): Set<number> => new Set(nodes.filter(({ children, elsewhere }) => children.length + elsewhere.length > 0).map(({ record }) => record));
