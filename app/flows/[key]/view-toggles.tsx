'use client';
import type { Choices } from '#app/flows/[key]/use-choices.ts';
import type { usePicture } from '#app/flows/[key]/use-picture.ts';
import { FLOW_KEYS } from '#components/flow/view-bar.tsx';
import { Button } from '#components/ui/button.tsx';
import { useShortcut } from '#components/ui/shortcuts.ts';

interface ViewTogglesProps {
  view: Choices['view'];
  drawing: ReturnType<typeof usePicture>;
  hasPath: boolean;
  critical: boolean;
  onCritical: (on: boolean) => void;
  clocks: boolean;
  onClocks: (on: boolean) => void;
}

/** What can be changed about the view that is shown; each by a key too. */
export function ViewToggles({ view, drawing: { picture, folded, toggleFold }, hasPath, critical, onCritical, clocks, onClocks }: ViewTogglesProps) {
  const folds = view === 'timeline' && picture.folding.segments.some(({ fold }) => fold);
  const toggleCritical = () => onCritical(!critical);
  useShortcut('f', 'fold idle time, or show time as it passed', toggleFold, { ...FLOW_KEYS, enabled: folds });
  useShortcut('c', 'mark the critical path', toggleCritical, { ...FLOW_KEYS, enabled: hasPath });
  const toggleClocks = () => onClocks(!clocks);
  useShortcut('x', 'correct clocks, or show the times as they were told', toggleClocks, { ...FLOW_KEYS, enabled: view === 'timeline' && picture.skewed });
  return (
    <>
      {view === 'timeline' && picture.skewed && (
        <Button pressed={clocks} onClick={toggleClocks} title="Wrong clocks put right, or each time as its own clock told it (X)">
          Correct clocks
        </Button>
      )}
      {folds && (
        <Button pressed={folded} onClick={toggleFold} title="Idle time as strips, or time as it passed (F)">
          Fold idle time
        </Button>
      )}
      {hasPath && (
        <Button pressed={critical} onClick={toggleCritical} title="The chain of work and waiting that decided how long it took (C)">
          Critical path
        </Button>
      )}
    </>
  );
}
