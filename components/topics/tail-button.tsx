import { Button } from '#components/ui/button.tsx';

interface TailButtonProps {
  paused: boolean;
  /** Why it waits though it is not paused; null where it follows. */
  why: string | null;
  onPause: (paused: boolean) => void;
}

/** Whether the list follows what is written. It stands at the end of the bar above. */
export function TailButton({ paused, why, onPause }: TailButtonProps) {
  return (
    <Button pressed={!paused} on={!paused && why === null} title={why ?? (paused ? 'Follow what is written (Space)' : 'Stop following (Space)')} onClick={() => onPause(!paused)} className="absolute top-2 right-4.5">
      <span aria-hidden className={`size-[7px] rounded-full ${paused || why !== null ? 'bg-idle' : 'bg-ok'}`} />
      <span aria-live="polite">{paused ? 'Tail paused' : why !== null ? 'Tail waits' : 'Live tail'}</span>
    </Button>
  );
}
