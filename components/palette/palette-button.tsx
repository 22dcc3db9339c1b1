'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { keyCaps } from '#components/ui/chord.ts';
import { isMac } from '#components/ui/is-mac.ts';
import { holdTyped, takeTyped } from '#components/palette/typed-early.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';

const load = () => import('#components/palette/palette.tsx').then((module) => module.Palette);
const Palette = dynamic(load, { ssr: false });
/** Then it is there when its key is pressed. */
const LOAD_AHEAD_MS = 1000;

/** Stands where one looks for a search, and opens the palette. */
export function PaletteButton() {
  const [open, setOpen] = useState(false);
  const show = (): void => {
    holdTyped();
    setOpen(true);
  };
  useShortcut('mod+k', 'find any id, page or action', show, { group: 'Anywhere', whileTyping: true, enabled: !open });
  useShortcut('/', 'find any id, page or action', show, { group: 'Anywhere', enabled: !open });
  // Which key it is here is known to the browser alone.
  const [caps, setCaps] = useState<readonly string[]>([]);
  useEffect(() => setCaps(keyCaps('mod+k', isMac())), []);
  useEffect(() => {
    // Where the server does not answer just now nobody has asked for it yet: it is loaded when it is opened.
    const timer = setTimeout(() => void load().catch(() => undefined), LOAD_AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => () => void takeTyped(), []);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={show}
        className="flex h-[30px] w-full items-center justify-between gap-2 rounded-md border border-line-strong bg-panel px-2.5 text-faint hover:text-muted"
      >
        <span className="min-w-0 truncate">Find any id, page or action</span>
        <span aria-hidden className="flex shrink-0 gap-0.5 max-sm:hidden">
          {caps.map((cap) => (
            <Kbd key={cap}>{cap}</Kbd>
          ))}
        </span>
      </button>
      {open && <Palette open={open} onOpenChange={setOpen} />}
    </>
  );
}
