'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { replayQuery } from '#components/replays/api.ts';
import { ItemList } from '#components/replays/item-list.tsx';
import { NoReplay } from '#components/replays/no-replay.tsx';
import { asSentence, isPlan, outcomeSentence, saysMore } from '#components/replays/outcome.ts';
import { Planning } from '#components/replays/planning.tsx';
import { PlanSummary } from '#components/replays/plan-summary.tsx';
import { Progress } from '#components/replays/progress.tsx';
import { StartForm } from '#components/replays/start-form.tsx';
import { useActions } from '#components/replays/use-actions.ts';
import { useTold } from '#components/live/use-told.ts';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { ExportLinks } from '#components/ui/export-links.tsx';
import { ProblemError, problemOf } from '#components/ui/problem.ts';
import { replayTone, replayWord } from '#components/ui/replay-states.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { SkeletonPage } from '#components/ui/skeleton.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import { Words } from '#components/ui/words.tsx';
import type { Replay } from '#lib/contracts/replays.ts';
import { ITEM_STATES } from '#lib/core/dead-letters/states.ts';

const KEYS = { group: 'Replay' };

/** One replay: first its plan, then how far it is and what became of each message. */
export function ReplayPage({ id, first }: { id: string; first: Replay | null }) {
  const detail = useQuery({ ...replayQuery(id), initialData: first ?? undefined });
  useTold('dead-letters', () => detail.refetch());
  const [state, setState] = useQueryState('state', parseAsStringLiteral(ITEM_STATES).withOptions({ history: 'push' }));
  const actions = useActions(id);
  const replay = detail.data;
  const running = replay?.state === 'running';
  const resting = replay?.state === 'paused' || replay?.state === 'stopped';
  useShortcut('p', running ? 'pause it' : 'resume it', () => actions.mutate(running ? 'pause' : 'resume'), { ...KEYS, enabled: running || resting });
  if (replay === undefined) {
    if (detail.error instanceof ProblemError && detail.error.problem.status === 404) return <NoReplay reason={detail.error.message} />;
    return detail.error ? <ErrorState error={detail.error} what="The replay cannot be read" retry={() => void detail.refetch()} /> : <SkeletonPage rows={10} label="Reading the replay" />;
  }
  const plan = isPlan(replay);
  return (
    <div tabIndex={0} role="region" aria-label="Replay" className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
      <header className="flex flex-col gap-2 px-4.5 pt-4">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-2">
          <h1 className="num">{plan ? 'Plan of replay' : 'Replay'} {replay.id}</h1>
          <Chip tone={replayTone[replay.state]} dot>{replayWord[replay.state]}</Chip>
          <span className="flex-1" />
          <span className="flex flex-wrap gap-1.5">
            {running && <Button disabled={actions.isPending} onClick={() => actions.mutate('pause')}>Pause</Button>}
            {resting && <Button look="primary" disabled={actions.isPending} onClick={() => actions.mutate('resume')}>Resume</Button>}
            {(running || resting) && <Button disabled={actions.isPending} onClick={() => actions.mutate('cancel')}>Cancel what is not sent</Button>}
            {replay.state === 'planning' && <Button disabled={actions.isPending} onClick={() => actions.mutate('cancel')}>Cancel the plan</Button>}
            <ExportLinks path={`/api/v1/replays/${id}/items`} query={state === null ? '' : `state=${state}`} what="its messages" />
          </span>
        </div>
        <p aria-live="polite" className="num text-base font-medium">{outcomeSentence(replay)}</p>
        {saysMore(replay) && <p className={replay.state === 'stopped' || replay.unattended ? 'text-warn' : 'text-muted'}><Words text={asSentence(replay.stateSays)} /></p>}
        <p className="num text-muted">
          <bdi>{visibleText(replay.selection)}</bdi>, planned by <Verbatim text={replay.actor} /> <Time at={replay.plannedAt} />
          {replay.startedAt !== null && <>, started <Time at={replay.startedAt} /></>}
          {replay.endedAt !== null && <>, ended <Time at={replay.endedAt} /></>}: <bdi className="whitespace-pre-wrap text-ink wrap-anywhere">{visibleText(replay.reason, { lines: true })}</bdi>
        </p>
        {detail.error != null && <p role="alert" className="text-warn">Not up to date: {problemOf(detail.error).detail ?? problemOf(detail.error).title}.</p>}
      </header>
      <div className="grid min-w-0 grid-cols-1 gap-x-10 gap-y-4 px-4.5 py-4 min-[1100px]:grid-cols-2">
        {!plan && <section aria-label="Progress" className="min-w-0"><Progress replay={replay} /></section>}
        {replay.state === 'planning' ? <section aria-label="Planning" className="min-w-0"><Planning replay={replay} /></section> : <section aria-label="Plan" className="min-w-0"><PlanSummary replay={replay} /></section>}
        {replay.state === 'planned' && (
          <section aria-label="Start" className="min-w-0">
            <StartForm replay={replay} cancelling={actions.isPending} onCancel={() => actions.mutate('cancel')} />
          </section>
        )}
      </div>
      {replay.state !== 'planning' && <ItemList replay={replay} state={state} onState={(next) => void setState(next)} />}
    </div>
  );
}
