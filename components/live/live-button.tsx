'use client';
import { useLive } from '#components/live/live-provider.tsx';
import { useFreshness, type Freshness } from '#components/live/use-freshness.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { useCommand } from '#components/ui/shortcuts.ts';
import { Time } from '#components/ui/time.tsx';

const dots: Record<Freshness['kind'], string> = { idle: 'bg-idle', connecting: 'bg-idle', paused: 'bg-idle', live: 'bg-ok', stale: 'bg-warn' };

/** Says whether what is on the screen is kept up to date, and pauses that. */
export function LiveButton() {
  const { paused, setPaused } = useLive();
  const fresh = useFreshness();
  useCommand(paused ? 'go on updating' : 'stop updating', () => setPaused(!paused), { group: 'Anywhere' });
  return (
    <Button pressed={!paused} on={fresh.kind === 'live'} title={paused ? 'Go on updating' : 'Stop updating'} onClick={() => setPaused(!paused)}>
      <span aria-hidden className={classes('size-[7px] rounded-full', dots[fresh.kind])} />
      <span aria-live="polite">
        {fresh.kind === 'paused' && 'Paused'}
        {fresh.kind === 'live' && 'Live'}
        {(fresh.kind === 'connecting' || fresh.kind === 'idle') && 'Connecting'}
        {fresh.kind === 'stale' && (fresh.since === null ? 'Stale' : <>Stale since <Time at={fresh.since} /></>)}
      </span>
    </Button>
  );
}
