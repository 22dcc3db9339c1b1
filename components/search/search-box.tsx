'use client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { decide } from '#components/search/decide.ts';
import { Suggestions, type Note } from '#components/search/suggestions.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { problemOf } from '#components/ui/problem.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import type { KeyMatch, SearchResult } from '#lib/contracts/flows.ts';

const TYPING_MS = 120;

const searchQuery = (text: string) => ({
  queryKey: ['search', text],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchJson<SearchResult>(`/api/v1/search?q=${encodeURIComponent(text)}`, { signal }),
  staleTime: 2000,
});

/** Down and up through the matches and round by way of -1, which is the box itself. */
const nextChoice = (chosen: number, step: 1 | -1, count: number): number => ((chosen + 1 + step + count + 1) % (count + 1)) - 1;

/** Takes any id and lands on its flow: Enter goes there, several are offered to choose from. */
export function SearchBox() {
  const router = useRouter();
  const client = useQueryClient();
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [note, setNote] = useState<Note>(null);

  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const { data, isFetching } = useQuery({ ...searchQuery(settled), enabled: open && settled !== '', placeholderData: keepPreviousData });
  const matches = settled === '' ? [] : (data?.matches ?? []);

  const focus = () => {
    field.current?.focus();
    field.current?.select();
  };
  useShortcut('mod+k', 'find anything', focus, { group: 'Anywhere', whileTyping: true });
  useShortcut('/', 'find anything', focus, { group: 'Anywhere' });

  const close = () => {
    setOpen(false);
    setChosen(-1);
    setNote(null);
  };
  const go = (flowId: string) => {
    close();
    setText('');
    field.current?.blur();
    router.push(`/flows/${encodeURIComponent(flowId)}`);
  };

  /** Asks anew, so that Enter means what is typed and not what was suggested a moment ago. */
  const enter = async () => {
    const asked = text.trim();
    if (asked === '') return;
    setNote(null);
    try {
      const { matches: found } = await client.fetchQuery(searchQuery(asked));
      const decision = decide(found, asked);
      if (decision.kind === 'go') go(decision.flowId);
      else {
        setSettled(asked);
        setNote(decision.kind === 'choose' ? 'several' : null);
      }
    } catch (error) {
      setNote({ failed: problemOf(error).detail ?? problemOf(error).title });
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && matches.length > 0) {
      event.preventDefault();
      setOpen(true);
      setChosen(nextChoice(chosen, step, matches.length));
    } else if (event.key === 'Enter') {
      const match = matches[chosen];
      if (match) go(match.flowId);
      else void enter();
    } else if (event.key === 'Escape') {
      if (open && text !== '') close();
      else field.current?.blur();
    }
  };

  const shown = open && (text.trim() !== '' || note !== null);
  return (
    <div
      role="search"
      className="relative w-[420px] min-w-40 shrink"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label="Find a flow by any id"
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={500}
        placeholder="Find a flow by any id"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setChosen(-1);
          setNote(null);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
        className="peer h-[30px] w-full rounded-md border border-line-strong bg-panel pr-11 pl-2.5 outline-none focus:border-accent focus:ring-1 focus:ring-accent"
      />
      <span aria-hidden className="pointer-events-none absolute top-1.5 right-2 peer-focus:hidden">
        <Kbd>⌘K</Kbd>
      </span>
      <Suggestions
        id={listId}
        open={shown}
        text={text.trim()}
        matches={matches}
        busy={isFetching || settled !== text.trim()}
        chosen={chosen}
        note={note}
        onGo={(match: KeyMatch) => go(match.flowId)}
        onList={() => {
          close();
          setText('');
          router.push(`/flows?range=all&key=${encodeURIComponent(text.trim())}`);
        }}
      />
    </div>
  );
}
