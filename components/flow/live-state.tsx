'use client';
import { useLive } from '#components/live/live-provider.tsx';
import { useFreshness } from '#components/live/use-freshness.ts';
import { Button } from '#components/ui/button.tsx';
import { useNow } from '#components/ui/clock.tsx';
import { formatAgo, formatPlural } from '#components/ui/format.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';

interface LiveStateProps {
  status: FlowDetail['flow']['status'];
  /** The last reading failed. */
  failed: boolean;
  /** When it was last read, in milliseconds since the epoch. */
  readAt: number;
  retry: () => void;
  /** Records that came since one opened the page, and whether they are marked. */
  news: { readonly count: number; readonly marked: boolean; readonly toggle: () => void };
}

/** Whether the flow still grows, what has come since one opened it, and since when it may be old. */
export function LiveState({ status, failed, readAt, retry, news }: LiveStateProps) {
  const { setPaused } = useLive();
  const fresh = useFreshness();
  const now = useNow(1000);
  return (
    <span role="status" className="num flex flex-wrap items-center gap-2 text-sm text-muted">
      {news.count > 0 && (
        <Button look="quiet" pressed={news.marked} title="Mark what has come since you opened this page" onClick={news.toggle}>
          {formatPlural(news.count, 'new record')}
        </Button>
      )}
      {failed ? (
        <>
          <span className="text-warn">Could not be read again: this is of {formatAgo(now - readAt)}</span>
          <Button onClick={retry}>Try again</Button>
        </>
      ) : fresh.kind === 'stale' ? (
        <>
          <span className="text-warn">
            {fresh.why === 'server' ? 'The server is not heard' : 'Nothing is being collected'}
            {fresh.since !== null && `: last heard ${formatAgo(now - fresh.since)}`}
          </span>
          <Button onClick={retry}>Read again</Button>
        </>
      ) : fresh.kind === 'paused' ? (
        <>
          <span>Paused: this is of {formatAgo(now - readAt)}</span>
          <Button onClick={() => setPaused(false)}>Go on</Button>
        </>
      ) : (
        WORDS[status] !== undefined && <span>{WORDS[status]}</span>
      )}
    </span>
  );
}

const WORDS: Partial<Record<LiveStateProps['status'], string>> = {
  'in-flight': 'Open: it grows as records come',
  completed: 'Finished',
  compensated: 'Finished',
};
