'use client';
import { useState } from 'react';
import { DiscardDialog } from '#components/dead-letters/discard-dialog.tsx';
import { useLetterDecisions } from '#components/dead-letters/use-letter-decisions.ts';
import { Button } from '#components/ui/button.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';

interface DiscardLettersProps {
  ids: readonly string[];
  /** What it does, as the palette names it too: `Discard the chosen`. */
  name: string;
  /** Of the shortcuts. */
  group: string;
  shortcut?: string;
  done?: () => void;
}

/** Discards single dead letters, of one failure group or several. */
export function DiscardLetters({ ids, name, group, shortcut, done }: DiscardLettersProps) {
  const [open, setOpen] = useState(false);
  const { discard } = useLetterDecisions();
  useShortcut(shortcut ?? [], name.toLowerCase(), () => setOpen(true), { group });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{name}…</Button>
      <DiscardDialog
        count={ids.length}
        says={`${ids.length === 1 ? 'It is' : 'They are'} given up: nothing is sent or deleted on a broker. ${ids.length === 1 ? 'It' : 'They'} can be restored.`}
        discard={{
          ...discard,
          mutate: (reason, { onSuccess }) => discard.mutate({ deadLetterIds: [...ids], reason }, {
            onSuccess: () => {
              onSuccess();
              done?.();
            },
          }),
        }}
        open={open}
        onOpenChange={setOpen}
      />
    </>
  );
}
