'use client';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { FLOW_KEYS } from '#components/flow/view-bar.tsx';
import { buttonClasses } from '#components/ui/button.tsx';
import { formatCount } from '#components/ui/format.ts';
import { useTrail } from '#components/ui/list-trail.ts';
import { useShortcut } from '#components/ui/shortcuts.ts';

const pathOf = (id: string): string => `/flows/${encodeURIComponent(id)}`;

/** The flows before and after this one in the list that one came from; nothing where one came from elsewhere. */
export function Neighbours({ id }: { id: string }) {
  const router = useRouter();
  const trail = useTrail(id);
  const go = (to: string | null | undefined) => {
    if (to != null) router.push(pathOf(to));
  };
  useShortcut('[', 'previous flow of the list', () => go(trail?.previous), { ...FLOW_KEYS, enabled: trail?.previous != null });
  useShortcut(']', 'next flow of the list', () => go(trail?.next), { ...FLOW_KEYS, enabled: trail?.next != null });
  if (trail === null) return null;
  return (
    <nav aria-label="Flows of the list" className="flex items-center gap-1">
      <Step to={trail.previous} title="Previous flow of the list ([)" sign="‹" word="Previous" />
      <Link href={trail.href} className="num px-1 text-sm text-muted hover:text-ink" title="Back to the list">
        {formatCount(trail.place)} of {formatCount(trail.count)}
      </Link>
      <Step to={trail.next} title="Next flow of the list (])" sign="›" word="Next" />
    </nav>
  );
}

function Step({ to, title, sign, word }: { to: string | null; title: string; sign: string; word: string }) {
  const words = (
    <>
      <span aria-hidden>{sign}</span>
      <span className="sr-only">{word}</span>
    </>
  );
  if (to === null) return <span aria-disabled className={`${buttonClasses({ look: 'quiet' })} opacity-40`}>{words}</span>;
  return (
    <Link href={pathOf(to)} title={title} className={buttonClasses({ look: 'quiet' })}>
      {words}
    </Link>
  );
}
