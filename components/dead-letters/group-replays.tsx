'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { keptUp } from '#components/live/kept-up.ts';
import { replayHref } from '#components/dead-letters/paths.ts';
import { useTold } from '#components/live/use-told.ts';
import { Chip } from '#components/ui/chip.tsx';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { replayTone, replayWord } from '#components/ui/replay-states.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Ago } from '#components/ui/time.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { ReplayList } from '#lib/contracts/replays.ts';

const MOST = 10;

/** What was sent back of this cause before, and what came of it. */
export function GroupReplays({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({ ...keptUp, queryKey: ['replays', 'of-group', id], queryFn: ({ signal }) => fetchJson<ReplayList>(`/api/v1/replays?failureGroup=${id}&limit=${MOST}`, { signal }) });
  useTold('dead-letters', () => refetch());
  if (data === undefined) return error ? <p className="text-warn">They cannot be read: {problemOf(error).detail ?? problemOf(error).title}</p> : <Skeleton className="h-8 w-full" />;
  if (data.replays.length === 0) return <p className="text-muted">None of these was replayed yet.</p>;
  return (
    <ul className="num">
      {data.replays.map((replay) => (
        <li key={replay.id} className="flex min-h-row flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line py-1 last:border-0">
          <Link href={replayHref(replay.id)} prefetch={false} className="font-medium hover:underline">Replay {replay.id}</Link>
          <Chip tone={replayTone[replay.state]}>{replayWord[replay.state]}</Chip>
          <span className="min-w-0 flex-1 truncate text-muted"><bdi>{visibleText(replay.reason.slice(0, 200))}</bdi></span>
          <span className="text-sm text-muted">{formatCount(replay.succeeded)} of {formatCount(replay.total)} succeeded{replay.failedAgain > 0 && `, ${formatCount(replay.failedAgain)} failed again`}</span>
          <Ago at={replay.plannedAt} className="text-sm text-faint" />
        </li>
      ))}
    </ul>
  );
}
