'use client';
import { useQuery } from '@tanstack/react-query';
import { collecting } from '#components/live/collecting.ts';
import { useLive } from '#components/live/live-provider.tsx';
import type { StreamState } from '#components/live/stream.ts';
import { healthQuery } from '#components/live/use-health.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { useCommand } from '#components/ui/shortcuts.ts';
import { Time } from '#components/ui/time.tsx';

const dots: Record<StreamState['kind'], string> = { idle: 'bg-idle', connecting: 'bg-idle', live: 'bg-ok', stale: 'bg-warn' };

/** Says whether what is on the screen is kept up to date, and pauses that. */
export function LiveButton() {
  const { state, paused, setPaused } = useLive();
  const nothingSince = useNothingCollected();
  useCommand(paused ? 'go on updating' : 'stop updating', () => setPaused(!paused), { group: 'Anywhere' });
  const kind = state.kind === 'live' && nothingSince !== null ? 'stale' : state.kind;
  const since = state.kind === 'stale' ? state.since : nothingSince?.since;
  return (
    <Button pressed={!paused} on={!paused && kind === 'live'} title={paused ? 'Go on updating' : 'Stop updating'} onClick={() => setPaused(!paused)}>
      <span aria-hidden className={classes('size-[7px] rounded-full', paused ? 'bg-idle' : dots[kind])} />
      <span aria-live="polite">
        {paused && 'Paused'}
        {!paused && kind === 'live' && 'Live'}
        {!paused && (kind === 'connecting' || kind === 'idle') && 'Connecting'}
        {!paused && kind === 'stale' && (since ? <>Stale since <Time at={since} /></> : 'Stale')}
      </span>
    </Button>
  );
}

/** A stream can be open while nothing is collected that it could tell of. Null where something is, as far as health was last heard. */
function useNothingCollected(): { readonly since: string | null } | null {
  const { data, error } = useQuery({ ...healthQuery, enabled: false });
  if (!data && !error) return null;
  const { eventsPerSecond, since } = collecting(error ? null : (data ?? null));
  return eventsPerSecond === null ? { since } : null;
}
