import type { ReactNode } from 'react';
import type { Picture } from '#lib/core/timeline/picture.ts';

interface Sign {
  readonly words: string;
  readonly shape: ReactNode;
  readonly shown: (picture: Picture) => boolean;
}

const always = () => true;
const road = (test: (mark: Extract<Picture['marks'][number], { kind: 'road' }>) => boolean) => (picture: Picture) => picture.marks.some((mark) => mark.kind === 'road' && test(mark));

const ring = <circle cx="5" cy="7" r="4" fill="var(--panel)" stroke="var(--text-2)" strokeWidth="1.5" />;
const bar = (props: object) => <rect x="1" y="2" width="22" height="10" rx="3" {...props} />;

const SIGNS: readonly Sign[] = [
  { words: 'work', shape: bar({ fill: 'oklch(var(--service-l) var(--service-c) 255 / .22)', stroke: 'oklch(var(--service-l) var(--service-c) 255)' }), shown: always },
  { words: 'message: written, waits, read', shape: <><path d="M5 7H22" stroke="var(--wait)" strokeWidth="4" strokeLinecap="round" />{ring}</>, shown: road(({ open }) => !open) },
  { words: 'retry', shape: <><path d="M5 7H22" stroke="var(--wait)" strokeOpacity=".45" strokeWidth="4" />{ring}<path d="M2.8 6.6a2.2 2.2 0 1 1 2.2 2.2" fill="none" stroke="var(--warn)" strokeWidth="1.4" /></>, shown: road(({ retry }) => retry) },
  { words: 'put off between attempts', shape: <><path d="M1 7H23" stroke="var(--wait)" strokeOpacity=".45" strokeWidth="4" /><path d="M1 7H23" stroke="var(--warn)" strokeWidth="4" strokeDasharray="3 3" /></>, shown: road(({ delay }) => delay !== null) },
  { words: 'replayed', shape: <>{ring}<path d="M3.4 4.6l4 2.4l-4 2.4z" fill="var(--accent)" /></>, shown: road(({ replay }) => replay) },
  { words: 'dead letter', shape: <><path d="M5 7H22" stroke="var(--bad)" strokeWidth="4" strokeLinecap="round" /><circle cx="5" cy="7" r="4" fill="var(--panel)" stroke="var(--bad)" strokeWidth="1.5" /><path d="M3 5l4 4m0-4l-4 4" stroke="var(--bad)" strokeWidth="1.3" /></>, shown: road(({ deadLetter }) => deadLetter) },
  { words: 'not seen read', shape: <><path d="M9 7H23" stroke="var(--wait)" strokeWidth="3" strokeLinecap="round" strokeDasharray="2 6" />{ring}</>, shown: road(({ open, deadLetter }) => open && !deadLetter) },
  { words: 'failed', shape: <>{bar({ fill: 'var(--bad-soft)', stroke: 'var(--bad)' })}<circle cx="18" cy="7" r="2.5" fill="var(--bad)" /></>, shown: ({ marks }) => marks.some(({ kind, error }) => kind === 'bar' && error) },
  { words: 'longer than it is drawn', shape: <>{bar({ fill: 'none', stroke: 'var(--text-3)' })}<path d="M20 0l3 3.5l-4 3.5l4 3.5l-3 3.5" fill="none" stroke="var(--warn)" strokeWidth="1.75" /></>, shown: ({ marks }) => marks.some((mark) => mark.kind === 'bar' && mark.endsAt !== null) },
  { words: 'shared with other flows', shape: bar({ fill: 'url(#shared)', stroke: 'var(--text-3)', strokeDasharray: '4 2' }), shown: ({ marks }) => marks.some(({ sharedWith }) => sharedWith > 0) },
  { words: 'read, known from commits', shape: <path d="M5 2H2v10h3M19 2h3v10h-3M2 7H22" fill="none" stroke="var(--text-3)" />, shown: ({ marks }) => marks.some(({ kind }) => kind === 'ghost') },
  { words: 'never came, or not yet', shape: bar({ fill: 'none', stroke: 'var(--warn)', strokeDasharray: '4 3' }), shown: ({ marks }) => marks.some(({ kind }) => kind === 'missing') },
  { words: 'against time: clocks differ', shape: <path d="M22 2L4 11M4 11l6-1l-3-4z" fill="var(--warn)" stroke="var(--warn)" strokeDasharray="7 2" />, shown: ({ links }) => links.some(({ leaves, arrives }) => arrives < leaves) },
  { words: 'weak: same id only', shape: <path d="M1 7H23" stroke="var(--text-3)" strokeDasharray="1 4" strokeWidth="1.5" />, shown: ({ links }) => links.some(({ kind }) => kind === 'follows') },
  { words: 'clock put right', shape: <path d="M6 2h11l-11 10z" fill="var(--warn)" />, shown: ({ marks }) => marks.some(({ skew }) => skew > 0) },
  { words: 'idle time, folded', shape: <rect x="1" y="1" width="22" height="12" fill="url(#fold)" stroke="var(--line-strong)" />, shown: ({ segments }) => segments.some(({ fold }) => fold) },
];

/** What the signs mean that this picture uses; others are not explained. */
export function Legend({ picture }: { picture: Picture }) {
  return (
    <ul aria-label="Legend" className="flex shrink-0 flex-wrap gap-x-4 gap-y-1 border-t border-line px-4.5 py-1.5 text-xs text-muted">
      {SIGNS.filter(({ shown }) => shown(picture)).map(({ words, shape }) => (
        <li key={words} className="flex items-center gap-1.5">
          <svg aria-hidden width="24" height="14" viewBox="0 0 24 14">
            {shape}
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
