'use client';
/**
 * Keys that act anywhere on a page, and the one list of what they mean: whoever binds a key tells it here, and `?` shows
 * what is bound at the moment. One listener; the newest binding of a key goes first, so that what opened last hears it.
 */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { chordOf, endsIn, isSingleKey } from '#components/ui/chord.ts';
import { isMac } from '#components/ui/is-mac.ts';
import { keep, readKept } from '#components/ui/kept.ts';

export interface Shortcut {
  /** Ways to press it, each as `chordOf` writes it: `f`, `Escape`, `mod+k`, `g f`. */
  readonly keys: readonly string[];
  /** What it does, as the help says it: "fold idle time". */
  readonly meaning: string;
  /** Where it is of use: "Anywhere", "This flow", "Timeline". */
  readonly group: string;
}

interface Bound extends Shortcut {
  /** Null for what is only told: keys that the focused element hears itself. */
  readonly act: (() => void) | null;
  readonly enabled: () => boolean;
  readonly whileTyping: boolean;
}

interface ShortcutOptions {
  readonly group?: string;
  /** Asked at each press; what is off leaves the key to others. */
  readonly enabled?: boolean | (() => boolean);
  /** Also in a field where one types. */
  readonly whileTyping?: boolean;
}

const SEQUENCE_MS = 1_000;
const LONGEST_SEQUENCE = 2;
const STORED = 'throughline-single-keys';

/** What a key would do, to be chosen by its name instead. */
export interface Command extends Shortcut {
  readonly act: () => void;
}

let bound: readonly Bound[] = [];
let told: readonly Shortcut[] = [];
let singleKeys = true;
const watchers = new Set<() => void>();
const none: readonly Shortcut[] = [];
const NO_KEYS: readonly string[] = [];

function changed(): void {
  told = bound.filter(({ keys }) => keys.length > 0).map(({ keys, meaning, group }) => ({ keys, meaning, group }));
  watchers.forEach((watch) => watch());
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** Where one writes, or where something lies over the page and has keys of its own. */
const typesHere = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox],[type=radio],[type=button]),textarea,select'));
const liesOver = (target: EventTarget | null): boolean => target instanceof Element && target.closest('[role=dialog],[role=alertdialog],[role=menu]') !== null;

let recent: string[] = [];
let lastAt = 0;

function press(event: KeyboardEvent): void {
  // What fills in forms sends events of this name that are no keys.
  if (!(event instanceof KeyboardEvent) || event.defaultPrevented || event.isComposing) return;
  const chord = chordOf({ ...pick(event), altGraph: event.getModifierState('AltGraph') }, isMac());
  if (chord === null) return;
  recent = [...(event.timeStamp - lastAt < SEQUENCE_MS ? recent : []), chord].slice(-LONGEST_SEQUENCE);
  lastAt = event.timeStamp;
  const busy = typesHere(event.target) || liesOver(event.target);
  const length = ({ keys }: Bound): number => Math.max(0, ...keys.filter((each) => endsIn(recent, each) && (singleKeys || !isSingleKey(each))).map((each) => each.split(' ').length));
  const heard = bound
    .filter((each) => each.act !== null && (!busy || each.whileTyping) && length(each) > 0 && each.enabled())
    // `g f` before what `f` alone does, whoever came last.
    .reduce<Bound | null>((best, each) => (best === null || length(each) >= length(best) ? each : best), null);
  if (heard === null) return;
  event.preventDefault();
  recent = [];
  heard.act?.();
}

const pick = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) => ({ key, ctrlKey, metaKey, altKey, shiftKey });

function bind(one: Bound): () => void {
  if (bound.length === 0) {
    singleKeys = readKept('browser', STORED) !== 'off';
    document.addEventListener('keydown', press);
  }
  bound = [...bound, one];
  changed();
  return () => {
    bound = bound.filter((each) => each !== one);
    if (bound.length === 0) document.removeEventListener('keydown', press);
    changed();
  };
}

/**
 * Binds keys while the component is there, and lists them under `?`. Not while one types, nor in a dialog.
 * `act` null only lists keys that an element hears by itself while it has the focus.
 */
export function useShortcut(keys: string | readonly string[], meaning: string, act: (() => void) | null, { group = 'This page', enabled = true, whileTyping = false }: ShortcutOptions = {}): void {
  const latest = useRef({ act, enabled });
  useEffect(() => {
    latest.current = { act, enabled };
  });
  const listed = typeof keys === 'string' ? keys : keys.join('\n');
  const silent = act === null;
  useEffect(
    () =>
      bind({
        keys: listed === '' ? NO_KEYS : listed.split('\n'),
        meaning,
        group,
        whileTyping,
        act: silent ? null : () => latest.current.act?.(),
        enabled: () => (typeof latest.current.enabled === 'function' ? latest.current.enabled() : latest.current.enabled),
      }),
    [listed, meaning, group, whileTyping, silent],
  );
}

/** What can be done by name alone: found in the palette, bound to no key. */
export const useCommand = (meaning: string, act: () => void, options: ShortcutOptions = {}): void => useShortcut(NO_KEYS, meaning, act, options);

/** All that can be done at this moment, each once. Asked when it is shown: what is possible changes with what has the focus. */
export function commandsNow(): Command[] {
  const able = bound.flatMap(({ keys, meaning, group, act, enabled }) => (act !== null && enabled() ? [{ keys, meaning, group, act }] : []));
  return [...new Map(able.map((command) => [`${command.group} ${command.meaning}`, command])).values()];
}

/** All that is bound now, in the order in which it was. */
export const useShortcuts = (): readonly Shortcut[] => useSyncExternalStore(watch, () => told, () => none);

/** Whether keys of one character act, and the switch for it: who speaks to the computer needs them off (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(watch, () => singleKeys, () => true);
  const set = (next: boolean): void => {
    singleKeys = next;
    changed();
    keep('browser', STORED, next ? 'on' : 'off');
  };
  return [on, set];
}
