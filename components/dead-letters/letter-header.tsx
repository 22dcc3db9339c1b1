'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { DiscardLetters } from '#components/dead-letters/discard-letters.tsx';
import { groupHref, letterHref, planHref } from '#components/dead-letters/paths.ts';
import { useLetterDecisions } from '#components/dead-letters/use-letter-decisions.ts';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { DeadLetterChip } from '#components/ui/dead-letter-chip.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { useTrail } from '#components/ui/list-trail.ts';
import { shortText } from '#components/ui/short-text.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';
import { Ago, Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';

const KEYS = { group: 'Dead letter' };

export const nameOf = ({ key, messageId, coordinates }: Pick<DeadLetterDetail, 'key' | 'messageId' | 'coordinates'>): string => key ?? messageId ?? `${coordinates.topic} ${coordinates.partition} · ${coordinates.offset}`;

/** What it is, what became of it, and what can be done. */
export function LetterHeader({ letter }: { letter: DeadLetterDetail }) {
  const router = useRouter();
  const { restore } = useLetterDecisions();
  const { coordinates, discarded, failure } = letter;
  const able = letter.state === 'open';
  const plan = planHref({ ids: letter.id });
  const edit = `${letterHref(letter.id)}/edit`;
  useShortcut('r', 'plan a replay', () => router.push(plan), { ...KEYS, enabled: able });
  useShortcut('e', 'edit and replay', () => router.push(edit), { ...KEYS, enabled: able });
  const successor = letter.replays.find(({ becameId }) => becameId !== null)?.becameId ?? null;
  return (
    <header className="flex shrink-0 flex-col gap-2 border-b border-line px-4.5 pt-4 pb-3">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-2">
        <h1 className="min-w-0 truncate"><Verbatim text={shortText(nameOf(letter))} /></h1>
        <Copy text={nameOf(letter)} label="its name" />
        <DeadLetterChip state={letter.state} />
        <span className="flex-1" />
        <Steps id={letter.id} />
        <span className="flex flex-wrap gap-1.5">
          {able && <Link href={plan} prefetch={false} className={buttonClasses({ look: 'primary' })}>Replay…</Link>}
          {able && <Link href={edit} prefetch={false} className={buttonClasses()}>Edit and replay…</Link>}
          {able && <DiscardLetters ids={[letter.id]} name="Discard" group={KEYS.group} shortcut="x" />}
          {discarded !== null && <Button disabled={restore.isPending} onClick={() => restore.mutate({ deadLetterIds: [letter.id] })}>Restore</Button>}
          <Link href={groupHref(letter.failureGroup)} className={buttonClasses()}>Its failure group</Link>
        </span>
      </div>
      <p className="wrap-anywhere">
        {failure.type === null && failure.message === null ? 'No header says what failed.' : <><Verbatim text={failure.type ?? ''} mono className="font-semibold whitespace-pre-wrap" />{failure.type !== null && failure.message !== null && ': '}<bdi className="font-mono text-sm whitespace-pre-wrap">{visibleText((failure.message ?? '').slice(0, 1000), { lines: true })}</bdi></>}
      </p>
      <p className="num text-muted">
        After {formatPlural(failure.attempts, 'attempt')}
        {letter.origin?.group != null && <> of <Verbatim text={letter.origin.group} mono /></>}, on <Verbatim text={coordinates.topic} mono /> {coordinates.partition} · {formatCount(coordinates.offset)} of <Verbatim text={coordinates.source} />, seen <Time at={letter.seenAt} /> (<Ago at={letter.seenAt} />).
        {letter.replayOf !== null && <> It came of the replay of <Link href={letterHref(letter.replayOf)} className="text-accent underline">another dead letter</Link>.</>}
        {successor !== null && <> Its replay came back as <Link href={letterHref(successor)} className="text-accent underline">this dead letter</Link>.</>}
        {discarded !== null && <> Discarded by <Verbatim text={discarded.actor} />, <Time at={discarded.at} />: <bdi className="whitespace-pre-wrap text-ink wrap-anywhere">{visibleText(discarded.reason)}</bdi></>}
      </p>
    </header>
  );
}

/** Through the list that one came from; nothing where one came from elsewhere. */
function Steps({ id }: { id: string }) {
  const router = useRouter();
  const trail = useTrail(id);
  const go = (to: string | null | undefined) => {
    if (to != null) router.push(letterHref(to));
  };
  useShortcut('[', 'previous dead letter of the list', () => go(trail?.previous), { ...KEYS, enabled: trail?.previous != null });
  useShortcut(']', 'next dead letter of the list', () => go(trail?.next), { ...KEYS, enabled: trail?.next != null });
  if (trail === null) return null;
  return (
    <nav aria-label="Dead letters of the list" className="num flex items-center gap-1">
      <Button look="quiet" disabled={trail.previous === null} aria-label="Previous" title="Previous ([)" onClick={() => go(trail.previous)}>‹</Button>
      <Link href={trail.href} className="px-1 text-sm text-muted hover:text-ink" title="Back to the list">{formatCount(trail.place)} of {formatCount(trail.count)}</Link>
      <Button look="quiet" disabled={trail.next === null} aria-label="Next" title="Next (])" onClick={() => go(trail.next)}>›</Button>
    </nav>
  );
}
