'use client';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { QueryNotes } from '#components/flow-list/query-notes.tsx';
import { QuerySuggestions, type Offer } from '#components/flow-list/query-suggestions.tsx';
import { recentQueries, rememberQuery } from '#components/flow-list/recent-queries.ts';
import { useFlowQuery } from '#components/flow-list/use-filters.ts';
import { useSuggestions } from '#components/flow-list/use-suggestions.ts';
import { classes } from '#components/ui/classes.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { FlowFacets } from '#lib/contracts/flows.ts';
import { accept } from '#lib/core/flow-query/complete.ts';
import { parseQuery, type Fault } from '#lib/core/flow-query/parse.ts';
import { printQuery } from '#lib/core/flow-query/print.ts';

const LONGEST = 4000;

/**
 * The query as text. While one types it is a draft; it comes into force with Enter, with a value that is taken from the list, and when
 * one leaves the box, unless something in it is wrong. Whatever changes the query elsewhere is written into it.
 */
export function QueryBox({ facets }: { facets: FlowFacets | null }) {
  const [query, change] = useFlowQuery();
  const applied = printQuery(query);
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(applied);
  const [known, setKnown] = useState(applied);
  const [caret, setCaret] = useState(applied.length);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  /** It was tried to bring the draft into force: what is wrong is told also where the caret stands. */
  const [tried, setTried] = useState(false);
  const [recent, setRecent] = useState<readonly string[]>([]);

  const { query: typed, faults, hints } = parseQuery(text);
  if (applied !== known) {
    setKnown(applied);
    if (printQuery(typed) !== applied || faults.length > 0) setText(applied);
    setTried(false);
  }

  const suggestions = useSuggestions(text, caret, facets, open);
  const offers: readonly Offer[] = open
    ? [...(text.trim() === '' ? recent.map((each): Offer => ({ kind: 'recent', text: each })) : []), ...suggestions.map((suggestion): Offer => ({ kind: 'suggestion', suggestion }))]
    : [];
  const told = faults.filter(({ from, to }) => tried || !open || caret < from || caret > to);

  const placed = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (placed.current !== null) field.current?.setSelectionRange(placed.current, placed.current);
    placed.current = null;
  });
  useShortcut('/', 'filter the flows', () => {
    field.current?.focus();
    field.current?.select();
  }, { group: 'Flows' });
  useEffect(() => {
    if (open) setRecent(recentQueries());
  }, [open]);

  const write = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    placed.current = at;
    setChosen(-1);
  };
  /** Says whether it is in force now. */
  const apply = (next: string): boolean => {
    const read = parseQuery(next);
    setTried(true);
    if (read.faults.length > 0) return false;
    const printed = printQuery(read.query);
    if (printed !== applied) change(() => read.query);
    setTried(false);
    return true;
  };
  const take = (offer: Offer) => {
    if (offer.kind === 'recent') {
      write(offer.text, offer.text.length);
      if (apply(offer.text)) setOpen(false);
      return;
    }
    const next = accept(text, offer.suggestion);
    write(next.text, next.caret);
    if (!offer.suggestion.whole) return;
    setOpen(false); // what it led to is below; it opens again with the next letter
    if (apply(next.text)) rememberQuery(printQuery(parseQuery(next.text).query));
  };
  const mend = ({ from, to, suggestion }: Fault) => {
    const next = text.slice(0, from) + (suggestion ?? '') + text.slice(to);
    write(next, from + (suggestion ?? '').length);
    apply(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (!open) setOpen(true);
      else setChosen(((chosen + 1 + step + offers.length + 1) % (offers.length + 1)) - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const offer = offers[chosen];
      if (offer) return take(offer);
      setOpen(false); // it would cover what is wrong
      if (apply(text)) rememberQuery(printQuery(typed));
    } else if (event.key === 'Escape') {
      if (chosen >= 0) setChosen(-1);
      else if (open && offers.length > 0) setOpen(false);
      else {
        setText(applied);
        setTried(false);
        field.current?.blur();
      }
    }
  };

  return (
    <div className="min-w-0 flex-1">
      <div role="search" className="relative">
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Filter the flows"
          aria-expanded={offers.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `${id}-list-${chosen}` : undefined}
          aria-invalid={told.length > 0}
          aria-describedby={`${id}-notes`}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={LONGEST}
          placeholder="Filter: status:failed, topic:payments, orderId:4711, or any words"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setCaret(event.target.selectionStart ?? event.target.value.length);
            setOpen(true);
            setChosen(-1);
            setTried(false);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={() => {
            setOpen(false);
            setChosen(-1);
            apply(text);
          }}
          onKeyDown={onKeyDown}
          className={classes('peer h-7 w-full rounded-md border bg-panel pr-16 pl-2.5 font-mono text-sm outline-none focus:border-accent focus:ring-1 focus:ring-accent', told.length > 0 ? 'border-bad' : 'border-line-strong')}
        />
        {text === '' ? (
          <span aria-hidden className="pointer-events-none absolute top-[5px] right-2 peer-focus:hidden">
            <Kbd>/</Kbd>
          </span>
        ) : (
          <button
            type="button"
            onClick={() => {
              write('', 0);
              apply('');
              field.current?.focus();
            }}
            className="absolute top-0.5 right-1 h-6 rounded-sm px-1.5 text-xs text-muted hover:bg-sunken hover:text-ink"
          >
            Clear<span className="sr-only"> filters</span>
          </button>
        )}
        {offers.length > 0 && <QuerySuggestions id={`${id}-list`} offers={offers} chosen={chosen} onChoose={take} />}
      </div>
      <QueryNotes id={`${id}-notes`} faults={told} hints={open ? [] : hints} onMend={mend} />
    </div>
  );
}
