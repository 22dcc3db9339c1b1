'use client';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { keyCaps } from '#components/ui/chord.ts';
import { isMac } from '#components/ui/is-mac.ts';
import { Kbd } from '#components/ui/kbd.tsx';
import { useShortcut, useShortcuts, useSingleKeys, type Shortcut } from '#components/ui/shortcuts.ts';

const ANYWHERE = { group: 'Anywhere' };

/** What is bound on this page, under `?`. */
export function KeyboardHelp() {
  const [open, setOpen] = useState(false);
  useShortcut('?', 'show the keys', () => setOpen(true), ANYWHERE);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.35)]" />
        <Dialog.Content aria-describedby={undefined} className="fixed top-[10%] left-1/2 z-50 flex max-h-[80dvh] w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 flex-col rounded-md border border-line-strong bg-panel p-5 shadow-floating">
          <Dialog.Title className="pb-3 text-lg font-semibold">Keyboard</Dialog.Title>
          <div tabIndex={0} role="group" aria-label="Keys" className="-mx-2.5 min-h-0 flex-1 overflow-y-auto rounded-sm px-2.5 pt-1">
            <Keys />
          </div>
          <div className="mt-4 flex items-center justify-between gap-4">
            <SingleKeys />
            <Dialog.Close asChild>
              <Button>Close</Button>
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Those of the page first: what works anywhere is known soonest. */
function Keys() {
  const groups = [...Map.groupBy(useShortcuts(), ({ group }) => group)].sort(([a], [b]) => Number(a === ANYWHERE.group) - Number(b === ANYWHERE.group));
  return groups.map(([group, shortcuts]) => (
    <section key={group} aria-label={group} className="pb-3">
      <h3 className="pb-1 text-xs font-semibold text-muted">{group}</h3>
      <dl className="flex flex-col gap-1.5">
        {[...Map.groupBy(shortcuts, ({ meaning }) => meaning)].map(([meaning, same]) => (
          <div key={meaning} className="flex items-center justify-between gap-4">
            <dt className="text-muted">{meaning}</dt>
            <dd className="flex shrink-0 gap-1">
              <Caps shortcuts={same} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

/** Ways to press it apart, keys after one another together. */
function Caps({ shortcuts }: { shortcuts: readonly Shortcut[] }) {
  const mac = isMac();
  const ways = [...new Set(shortcuts.flatMap(({ keys }) => keys))];
  return ways.map((way, index) => (
    <span key={way} className="flex items-center gap-0.5">
      {index > 0 && <span className="px-0.5 text-xs text-faint">or</span>}
      {keyCaps(way, mac).map((cap) => (
        <Kbd key={cap}>{cap}</Kbd>
      ))}
    </span>
  ));
}

function SingleKeys() {
  const [on, set] = useSingleKeys();
  return (
    <label className="flex items-center gap-2 text-sm text-muted">
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} className="accent-accent" />
      Keys of one letter act
    </label>
  );
}
