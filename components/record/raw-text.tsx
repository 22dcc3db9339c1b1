'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { Marked } from '#components/record/marked.tsx';
import { SearchBar } from '#components/record/search-bar.tsx';
import { useSearch } from '#components/record/use-search.ts';
import { findInText, pieceAt, piecesOf } from '#lib/core/text-pieces.ts';

/** A text of any length as it was written, of which only the lines in sight are made. */
export function RawText({ text }: { text: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const pieces = useMemo(() => piecesOf(text), [text]);
  const search = useSearch(useMemo(() => (wanted: string) => findInText(text, wanted), [text]));
  const list = useVirtualizer({ count: pieces.length, getScrollElement: () => scroller.current, estimateSize: (index) => 20 * Math.max(1, Math.ceil((pieces[index]!.end - pieces[index]!.start) / 42)), overscan: 6 });
  const { scrollToIndex } = list;
  const { current, looked } = search;
  useEffect(() => {
    if (current !== undefined) scrollToIndex(pieceAt(pieces, current), { align: 'center' });
  }, [current, pieces, scrollToIndex]);
  const seen = current === undefined ? -1 : pieceAt(pieces, current);
  return (
    <>
      <SearchBar label="Search in the payload" wanted={search.wanted} onWanted={search.want} found={search.found.list.length} more={search.found.more} at={search.at} onStep={search.step} />
      <div ref={scroller} tabIndex={0} role="group" aria-label="Payload as raw" className="max-h-120 overflow-auto rounded-md bg-sunken px-3 py-2.5 font-mono text-sm leading-relaxed">
        <div className="relative" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const { start, end } = pieces[item.index]!;
            return (
              <div
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                className={`absolute inset-x-0 top-0 min-h-5 whitespace-pre-wrap [overflow-wrap:anywhere] ${item.index === seen ? 'bg-accent-soft' : ''}`}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Marked text={text.slice(start, end)} wanted={looked} lines />
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
