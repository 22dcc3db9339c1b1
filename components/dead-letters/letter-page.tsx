'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ComponentType, ReactNode } from 'react';
import { letterQuery } from '#components/dead-letters/api.ts';
import { FlowAround } from '#components/dead-letters/flow-around.tsx';
import { LetterHeader, nameOf } from '#components/dead-letters/letter-header.tsx';
import { LetterFacts } from '#components/dead-letters/letter-facts.tsx';
import { NoLetter } from '#components/dead-letters/no-letter.tsx';
import { letterHref, replayHref } from '#components/dead-letters/paths.ts';
import { StackTraceView } from '#components/dead-letters/stack-trace.tsx';
import { useTold } from '#components/live/use-told.ts';
import { Chip } from '#components/ui/chip.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { formatCount } from '#components/ui/format.ts';
import { ProblemError, problemOf } from '#components/ui/problem.ts';
import { itemTone, itemWord } from '#components/ui/replay-states.ts';
import { SkeletonPage } from '#components/ui/skeleton.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import { ITEM_STATES } from '#lib/core/dead-letters/states.ts';

interface LetterPageProps {
  id: string;
  /** What the server read for the first paint. */
  first: DeadLetterDetail | null;
  /** Names the page in the top bar. */
  Crumb: ComponentType<{ name: string }>;
  /** Its payload and headers. */
  Message: ComponentType<{ letter: DeadLetterDetail }>;
  /** What differs between it and a healthy one. */
  Difference: ComponentType<{ letter: DeadLetterDetail; healthy: NonNullable<DeadLetterDetail['healthy']> }>;
}

/** One dead letter: what failed, what it says, how it differs from a healthy one, and the flow that it stopped. */
export function LetterPage({ id, first, Crumb, Message, Difference }: LetterPageProps) {
  const detail = useQuery({ ...letterQuery(id), initialData: first ?? undefined });
  useTold('dead-letters', () => detail.refetch());
  const letter = detail.data;
  if (letter === undefined) {
    if (detail.error instanceof ProblemError && detail.error.problem.status === 404) return <NoLetter reason={detail.error.message} />;
    return detail.error ? <ErrorState error={detail.error} what="The dead letter cannot be read" retry={() => void detail.refetch()} /> : <SkeletonPage rows={12} label="Reading the dead letter" />;
  }
  return (
    <>
      <Crumb name={nameOf(letter)} />
      <LetterHeader letter={letter} />
      {detail.error != null && <p role="alert" className="px-4.5 py-1 text-warn">Not up to date: {problemOf(detail.error).detail ?? problemOf(detail.error).title}.</p>}
      <div tabIndex={0} role="region" aria-label="The dead letter" className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
        <div className="grid min-w-0 grid-cols-1 gap-x-10 gap-y-6 px-4.5 py-4 min-[1100px]:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-6">
            {letter.stacktrace !== null && <Part title="Where it failed"><StackTraceView trace={letter.stacktrace} /></Part>}
            {letter.notes.length > 0 && (
              <Part title="Could not be read as it should be">
                <ul className="list-disc pl-4 text-warn">{letter.notes.map((note) => <li key={note} className="wrap-anywhere"><bdi>{visibleText(note)}</bdi></li>)}</ul>
              </Part>
            )}
            <Part title="Its flow around it"><FlowAround letter={letter} /></Part>
            <Part title="Compared with the last healthy message of its type">
              {letter.healthy === null ? <p className="text-muted">{letter.origin === null ? 'Nothing tells where it came from, so nothing can be compared.' : 'No message of the same topic and type is kept that did not fail.'}</p> : <Difference letter={letter} healthy={letter.healthy} />}
            </Part>
          </div>
          <div className="flex min-w-0 flex-col gap-6">
            <div className="min-w-0"><Message letter={letter} /></div>
            <Part title="Facts"><LetterFacts letter={letter} /></Part>
            <Attempts letter={letter} />
            <Replays letter={letter} />
          </div>
        </div>
      </div>
    </>
  );
}

/** What failed in the attempts before, where headers tell it. */
function Attempts({ letter: { history } }: { letter: DeadLetterDetail }) {
  if (history.length === 0) return null;
  return (
    <Part title="Attempts before">
      <ol className="num list-decimal pl-5">
        {history.map(({ type, message }, index) => (
          <li key={index} className="font-mono text-sm wrap-anywhere"><bdi>{visibleText([type, message].filter(Boolean).join(': ').slice(0, 500)) || 'not told'}</bdi></li>
        ))}
      </ol>
    </Part>
  );
}

const isItemState = (state: string): state is (typeof ITEM_STATES)[number] => (ITEM_STATES as readonly string[]).includes(state);

function Replays({ letter: { replays } }: { letter: DeadLetterDetail }) {
  if (replays.length === 0) return null;
  return (
    <Part title="Its replays">
      <ul className="num">
        {replays.map(({ replayId, itemId, state, at, becameId }) => (
          <li key={itemId} className="flex min-h-row flex-wrap items-center gap-x-3 border-b border-line py-0.5 last:border-0">
            <Link href={replayHref(replayId)} prefetch={false} className="font-medium hover:underline">Replay {formatCount(replayId)}</Link>
            {isItemState(state) ? <Chip tone={itemTone[state]}>{itemWord[state]}</Chip> : <Verbatim text={state} />}
            <span className="flex-1" />
            {becameId !== null && <Link href={letterHref(becameId)} prefetch={false} className="text-sm text-accent hover:underline">what came of it</Link>}
            <Time at={at} className="text-sm text-faint" />
          </li>
        ))}
      </ul>
    </Part>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="min-w-0">
    <h2 className="pb-1.5 text-sm font-semibold">{title}</h2>
    {children}
  </section>
);
