'use client';
import { useEffect, useRef, type ReactNode } from 'react';
import { classes } from '#components/ui/classes.ts';
import { formatCount } from '#components/ui/format.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Suggestion } from '#lib/core/flow-query/complete.ts';

/** What one may choose: a query used before, or what goes on from the caret. */
export type Offer = { readonly kind: 'recent'; readonly text: string } | { readonly kind: 'suggestion'; readonly suggestion: Suggestion };

interface QuerySuggestionsProps {
  id: string;
  offers: readonly Offer[];
  chosen: number;
  onChoose: (offer: Offer) => void;
}

/** The list below the box. */
export function QuerySuggestions({ id, offers, chosen, onChoose }: QuerySuggestionsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const recent = offers.filter(({ kind }) => kind === 'recent').length;
  const option = (offer: Offer, index: number) => (
    <div
      key={offer.kind === 'recent' ? `recent ${offer.text}` : offer.suggestion.label}
      id={`${id}-${index}`}
      role="option"
      aria-selected={index === chosen}
      tabIndex={-1}
      onMouseDown={(event) => event.preventDefault()} // the box keeps the focus
      onClick={() => onChoose(offer)}
      className={classes('flex h-row cursor-pointer items-center gap-3 rounded-sm px-2', index === chosen ? 'bg-accent-soft text-accent' : 'hover:bg-sunken')}
    >
      {offer.kind === 'recent' ? <Verbatim text={offer.text} mono className="truncate" /> : <SuggestionLine suggestion={offer.suggestion} />}
    </div>
  );
  return (
    <div className="absolute top-full left-0 z-40 mt-1 w-full max-w-170 overflow-hidden rounded-md border border-line-strong bg-panel shadow-floating">
      <div ref={list} id={id} role="listbox" aria-label="Suggestions" className="max-h-90 overflow-y-auto p-1">
        {recent > 0 && (
          <div role="group" aria-label="Recent queries">
            <Title>Recent</Title>
            {offers.slice(0, recent).map(option)}
          </div>
        )}
        {recent < offers.length && (
          <div role="group" aria-label="Fields and values">
            {recent > 0 && <Title>Filter by</Title>}
            {offers.slice(recent).map((offer, index) => option(offer, recent + index))}
          </div>
        )}
      </div>
      <p aria-hidden className="flex h-7 flex-wrap items-center gap-x-4 overflow-hidden border-t border-line px-3 text-xs leading-7 whitespace-nowrap text-faint max-[560px]:hidden">
        <span>
          <Kbd>↓</Kbd> <Kbd>↑</Kbd> choose
        </span>
        <span>
          <Kbd>Enter</Kbd> {chosen >= 0 ? 'take it' : 'apply the query'}
        </span>
        <span>
          a comma means or: <code>status:failed,stalled</code>
        </span>
        <span>
          a minus means not: <code>-topic:audits</code>
        </span>
      </p>
    </div>
  );
}

const Title = ({ children }: { children: ReactNode }) => (
  <div aria-hidden className="px-2 pt-1 pb-0.5 text-xs font-semibold text-faint">
    {children}
  </div>
);

function SuggestionLine({ suggestion: { label, detail, count } }: { suggestion: Suggestion }) {
  return (
    <>
      <Verbatim text={label} mono className={detail === null ? 'truncate' : 'min-w-28 shrink-0'} />
      {detail && <span className="min-w-0 truncate text-sm text-muted">{detail}</span>}
      {count !== null && <span className="num ml-auto shrink-0 text-sm text-faint">{formatCount(count)}</span>}
    </>
  );
}
