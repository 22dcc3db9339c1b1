'use client';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { kindWords } from '#components/topology/words.ts';
import { classes } from '#components/ui/classes.ts';
import { Field } from '#components/ui/field.tsx';
import { formatPlural } from '#components/ui/format.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { Verbatim } from '#components/ui/verbatim.tsx';
import type { Topology } from '#lib/contracts/topology.ts';

export interface Found {
  readonly id: string;
  readonly kind: Topology['nodes'][number]['kind'];
  readonly name: string;
  /** Left out of the picture until it is chosen. */
  readonly hidden: boolean;
}

const MOST_LISTED = 12;

/** What has the text in its name; what begins with it first. */
export function findPlaces({ nodes, truncated }: Pick<Topology, 'nodes' | 'truncated'>, text: string): Found[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const all = [...nodes.map(({ id, kind, name }) => ({ id, kind, name, hidden: false })), ...(truncated?.hidden ?? []).map((each) => ({ ...each, hidden: true }))];
  const rank = ({ name, hidden }: Found): number => (name.toLowerCase() === wanted ? 0 : name.toLowerCase().startsWith(wanted) ? 1 : 2) + (hidden ? 0.5 : 0);
  return all.filter(({ name }) => name.toLowerCase().includes(wanted)).toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

interface SearchPlacesProps {
  readonly topology: Topology;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onChoose: (found: Found) => void;
}

/** Finds services, topics and groups by name, those left out of the picture too. */
export function SearchPlaces({ topology, text, onText, onChoose }: SearchPlacesProps) {
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  useShortcut('f', 'find a service or a topic', () => field.current?.focus(), { group: 'Topology' });
  const found = findPlaces(topology, text);
  const listed = found.slice(0, MOST_LISTED);
  const active = listed[Math.min(at, listed.length - 1)];
  const choose = (chosen: Found): void => {
    onChoose(chosen);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && active !== undefined) choose(active);
    else if (event.key === 'ArrowDown') setAt((now) => Math.min(listed.length - 1, now + 1));
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(0, now - 1));
    else if (event.key === 'Escape' && (open || text !== '')) {
      setOpen(false);
      onText('');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isOpen = open && text.trim() !== '';
  return (
    <div className="relative">
      <Field
        ref={field}
        role="combobox"
        aria-label="Find a service, topic or group"
        aria-expanded={isOpen}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active !== undefined ? `${list}-${listed.indexOf(active)}` : undefined}
        placeholder="Find a service or topic"
        className="w-52"
        value={text}
        onChange={(event) => {
          onText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div id={list} role="listbox" aria-label="Found" hidden={!isOpen} className="absolute top-8 right-0 z-30 w-80 rounded-md border border-line-strong bg-panel p-1 shadow-floating">
        {listed.map((each, index) => {
          const { id, kind, name, hidden } = each;
          return (
          <div
            key={id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={active?.id === id}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(each)}
            className={classes('flex h-row cursor-pointer items-center gap-2 rounded-sm px-2', active?.id === id && 'bg-accent-soft')}
          >
            <Verbatim text={name} mono={kind === 'topic'} className="min-w-0 flex-1 truncate" />
            <span className="text-xs text-muted">{kindWords[kind]}{hidden && ', not shown'}</span>
          </div>
          );
        })}
        <p className="px-2 py-1 text-xs text-muted" role="status">
          {found.length === 0 ? 'Nothing was seen under this name in the range.' : found.length > listed.length ? `${formatPlural(found.length - listed.length, 'more')}: go on typing.` : null}
        </p>
      </div>
    </div>
  );
}
