'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import { JsonRow } from '#components/record/json-row.tsx';
import { SearchBar } from '#components/record/search-bar.tsx';
import { useSearch } from '#components/record/use-search.ts';
import { pointerTo, valueText, type JsonDocument } from '#lib/core/json-tree/document.ts';
import { AT_FIRST, isOpen, reveal, turn, visibleRows, type Unfolding } from '#lib/core/json-tree/rows.ts';
import { searchDocument } from '#lib/core/json-tree/search.ts';

const ROW = 20;

/** A document as a tree of which only the rows in sight are made: to search, to unfold, and to copy out of. */
export function JsonTree({ document }: { document: JsonDocument }) {
  const [unfolding, setUnfolding] = useState<Unfolding>(AT_FIRST);
  const [active, setActive] = useState(0);
  const find = useMemo(() => (wanted: string) => {
    const { nodes, more } = searchDocument(document, wanted);
    return { list: nodes, more };
  }, [document]);
  const search = useSearch(find);
  const { current } = search;
  const [shown, setShown] = useState<number | undefined>(undefined);
  if (current !== shown) {
    setShown(current);
    if (current !== undefined) {
      setUnfolding((now) => reveal(document, now, current));
      setActive(current);
    }
  }
  const rows = useMemo(() => visibleRows(document, unfolding), [document, unfolding]);
  const pointer = pointerTo(document, active);
  return (
    <>
      <SearchBar label="Search in the payload" wanted={search.wanted} onWanted={search.want} found={search.found.list.length} more={search.found.more} at={search.at} onStep={search.step} />
      <Rows document={document} rows={rows} unfolding={unfolding} active={active} wanted={search.looked} onActive={setActive} onTurn={(node) => setUnfolding((now) => turn(now, node))} />
      <div className="mt-1 flex min-h-6 items-center gap-1 text-xs">
        <code className="min-w-0 flex-1 truncate font-mono text-muted" title={visibleText(pointer)}>
          <bdi>{pointer === '' ? 'the whole document' : visibleText(pointer.slice(-200))}</bdi>
        </code>
        <Copy text={valueText(document, active)} label="value" said="Copy value" />
        {pointer !== '' && <Copy text={pointer} label="JSON pointer" said="Copy pointer" />}
        <Button look="quiet" className="h-5 px-1 text-xs" onClick={() => setUnfolding({ all: 'open', turned: new Set() })}>
          Expand all
        </Button>
        <Button
          look="quiet"
          className="h-5 px-1 text-xs"
          onClick={() => {
            setUnfolding({ all: 'closed', turned: new Set([0]) });
            setActive(0);
          }}
        >
          Collapse all
        </Button>
      </div>
    </>
  );
}

interface RowsProps {
  document: JsonDocument;
  rows: readonly number[];
  unfolding: Unfolding;
  active: number;
  wanted: string;
  onActive: (node: number) => void;
  onTurn: (node: number) => void;
}

function Rows({ document, rows, unfolding, active, wanted, onActive, onTurn }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const list = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 30, getItemKey: (index) => rows[index]! });
  const at = useMemo(() => rows.indexOf(active), [rows, active]);
  const { scrollToIndex } = list;
  useEffect(() => {
    if (at > 0) scrollToIndex(at, { align: 'auto' });
  }, [at, scrollToIndex]);

  const { nodes } = document;
  const press = (event: KeyboardEvent): void => {
    const node = nodes[active]!;
    const open = isOpen(node, active, unfolding);
    const isContainer = (node.kind === 'object' || node.kind === 'array') && node.size > 0;
    const go: Record<string, () => void> = {
      ArrowDown: () => onActive(rows[Math.min(at + 1, rows.length - 1)]!),
      ArrowUp: () => onActive(rows[Math.max(at - 1, 0)]!),
      Home: () => onActive(rows[0]!),
      End: () => onActive(rows.at(-1)!),
      ArrowRight: () => (isContainer && !open ? onTurn(active) : isContainer && onActive(active + 1)),
      ArrowLeft: () => (open ? onTurn(active) : node.parent !== -1 && onActive(node.parent)),
      Enter: () => isContainer && onTurn(active),
      ' ': () => isContainer && onTurn(active),
    };
    const act = go[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div role="group" aria-label="Payload as tree">
      <div
        ref={scroller}
        role="tree"
        aria-label="Payload"
        aria-activedescendant={`${id}-${active}`}
        tabIndex={0}
        onKeyDown={press}
        className="group max-h-120 overflow-auto rounded-md bg-sunken py-1.5 pr-2 pl-1 font-mono text-sm leading-relaxed"
      >
        <div role="presentation" className="relative" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const node = rows[item.index]!;
            const { kind, depth, size, position, parent } = nodes[node]!;
            const open = isOpen(nodes[node]!, node, unfolding);
            return (
              // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the tree has the focus, and says by aria-activedescendant which row is meant: a row that scrolls out of sight would take it along
              <div
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                id={`${id}-${node}`}
                role="treeitem"
                aria-level={depth + 1}
                aria-posinset={position + 1}
                aria-setsize={parent === -1 ? 1 : nodes[parent]!.size}
                aria-expanded={(kind === 'object' || kind === 'array') && size > 0 ? open : undefined}
                aria-selected={node === active}
                onClick={() => onActive(node)}
                onDoubleClick={() => size > 0 && onTurn(node)}
                className={`absolute inset-x-0 top-0 min-h-5 rounded-sm pr-1 ${node === active ? 'bg-accent-soft group-focus-visible:outline group-focus-visible:outline-accent' : ''}`}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <JsonRow document={document} node={node} open={open} wanted={wanted} onTurn={() => onTurn(node)} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
