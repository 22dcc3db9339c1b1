'use client';
import { Command as List } from 'cmdk';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { decide } from '#components/palette/decide.ts';
import { arrangeLines, type Line } from '#components/palette/lines.ts';
import { NothingFound } from '#components/palette/nothing-found.tsx';
import { PaletteLine } from '#components/palette/palette-line.tsx';
import { takeTyped } from '#components/palette/typed-early.ts';
import { useFound, type Found } from '#components/palette/use-found.ts';
import { problemOf } from '#components/ui/problem.ts';
import { commandsNow, type Command } from '#components/ui/shortcuts.ts';

const TYPING_MS = 120;
const LONGEST = 500;

interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

type Note = { readonly kind: 'several'; readonly flows: number } | { readonly kind: 'nothing' } | { readonly kind: 'failed'; readonly reason: string };

/** Any id, page or action by its name. Enter does what is marked; before anything was marked by hand it waits for what the typed text truly finds. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.35)]" />
        <Dialog.Content aria-describedby={undefined} className="fixed top-[12%] left-1/2 z-50 w-[min(40rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-md border border-line-strong bg-panel shadow-floating">
          <Dialog.Title className="sr-only">Find any id, page or action</Dialog.Title>
          <PaletteContent onClose={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteContent({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [commands] = useState<readonly Command[]>(pageFirst);
  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  const [marked, setMarked] = useState('0');
  const [note, setNote] = useState<Note | null>(null);
  const byHand = useRef(false);
  const latest = useRef(text);

  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim().toWellFormed()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const type = (next: string): void => {
    setText(next);
    latest.current = next;
    setMarked('0');
    setNote(null);
    byHand.current = false;
  };
  useLayoutEffect(() => {
    const early = takeTyped();
    if (early !== '') type(early.slice(0, LONGEST));
  }, []);
  const { found, isFetching, ask } = useFound(settled, true);
  // A pasted text may end in half a character, which no address can hold.
  const typed = text.trim().toWellFormed();
  const lines = linesOf(typed, found, commands);
  const busy = typed !== settled || isFetching;

  const run = ({ does }: Line): void => {
    onClose();
    if ('go' in does) router.push(does.go);
    // Only when the focus is back on the page, which many actions look at.
    else setTimeout(does.act, 0);
  };
  const enter = async (): Promise<void> => {
    setNote(null);
    try {
      const certain = await ask(typed);
      if (latest.current.trim().toWellFormed() !== typed) return;
      const decision = decide(certain.matches, typed);
      setSettled(typed);
      byHand.current = true;
      if (decision.kind === 'choose') return setNote({ kind: 'several', flows: decision.flows });
      const first = linesOf(typed, certain, commands)[0];
      if (decision.kind === 'go') run({ ...first!, does: { go: `/flows/${encodeURIComponent(decision.flowId)}` } });
      else if (first === undefined || first.group === 'Lists') setNote({ kind: 'nothing' });
      else run(first);
    } catch (error) {
      setNote({ kind: 'failed', reason: problemOf(error).detail ?? problemOf(error).title });
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') byHand.current = true;
    if (event.key !== 'Enter' || byHand.current || typed === '') return;
    event.preventDefault();
    void enter();
  };

  return (
    <List label="Find any id, page or action" shouldFilter={false} loop value={marked} onValueChange={setMarked} onKeyDown={onKeyDown} className="relative">
      <List.Input
        autoFocus
        aria-label="Find any id, page or action"
        placeholder="An order, trace or message id, a topic, a page, an action…"
        maxLength={LONGEST}
        spellCheck={false}
        autoCapitalize="off"
        value={text}
        onValueChange={type}
        className="h-11 w-full border-b border-line bg-transparent px-3.5 text-base outline-none"
      />
      <span aria-live="polite" className="pointer-events-none absolute top-3.5 right-3.5 text-xs text-faint">
        {busy && typed !== '' && 'Looking…'}
      </span>
      {note?.kind === 'several' && <Said>{note.flows} flows match: choose one</Said>}
      {note?.kind === 'failed' && <Said bad>The search failed: {note.reason}</Said>}
      {(note?.kind === 'nothing' || (!busy && typed !== '' && lines.every(({ group }) => group === 'Lists'))) && <NothingFound text={typed} />}
      <List.List label="What is found" className="max-h-[min(26rem,60dvh)] overflow-y-auto p-1.5" aria-busy={busy}>
        {groupsOf(lines).map(({ group, from, lines: within }) => (
          <List.Group key={group} heading={group} className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint">
            {within.map((line, index) => (
              <PaletteLine key={`${from + index}`} value={String(from + index)} line={line} onChoose={() => run(line)} />
            ))}
          </List.Group>
        ))}
      </List.List>
    </List>
  );
}

const NOTHING_FOUND: Found = { matches: [], named: [] };
const linesOf = (text: string, found: Found | undefined, commands: readonly Command[]): Line[] => arrangeLines({ text, ...(found ?? NOTHING_FOUND), commands });

/** What this page can do first; then what works anywhere, what has a key before what has none. */
const rank = ({ group, keys }: Command): number => (group !== 'Anywhere' ? 0 : keys.length > 0 ? 1 : 2);
const pageFirst = (): Command[] => commandsNow().sort((a, b) => rank(a) - rank(b) || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));

function groupsOf(lines: readonly Line[]): { group: string; from: number; lines: Line[] }[] {
  const groups: { group: string; from: number; lines: Line[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const last = groups.at(-1);
    if (last?.group === line.group) last.lines.push(line);
    else groups.push({ group: line.group, from: index, lines: [line] });
  }
  return groups;
}

const Said = ({ bad = false, children }: { bad?: boolean; children: React.ReactNode }) => (
  <p role="status" className={`border-b border-line px-3.5 py-2 text-sm ${bad ? 'text-bad' : 'font-medium'}`}>
    {children}
  </p>
);
