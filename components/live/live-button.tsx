'use client';
import { useLive } from '#components/live/live-provider.tsx';
import type { StreamState } from '#components/live/stream.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { Time } from '#components/ui/time.tsx';

const dots: Record<StreamState['kind'], string> = { idle: 'bg-idle', connecting: 'bg-idle', live: 'bg-ok', stale: 'bg-warn' };

/** Says whether what is on the screen is kept up to date, and pauses that. */
export function LiveButton() {
  const { state, paused, setPaused } = useLive();
  return (
    <Button pressed={!paused} on={!paused && state.kind === 'live'} title={paused ? 'Go on updating' : 'Stop updating'} onClick={() => setPaused(!paused)}>
      <span aria-hidden className={classes('size-[7px] rounded-full', paused ? 'bg-idle' : dots[state.kind])} />
      <span aria-live="polite">
        {paused && 'Paused'}
        {!paused && state.kind === 'live' && 'Live'}
        {!paused && (state.kind === 'connecting' || state.kind === 'idle') && 'Connecting'}
        {!paused && state.kind === 'stale' && (
          <>
            Stale since <Time at={state.since} />
          </>
        )}
      </span>
    </Button>
  );
}
