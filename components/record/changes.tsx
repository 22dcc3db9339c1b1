import { LongText } from '#components/record/long-text.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { Change, LineChange } from '#lib/core/difference/change.ts';

/** More changes are no difference that one reads. */
const MOST = 200;
const MOST_LINES = 400;
/** Equal lines around what differs. */
const AROUND = 2;

const SIGNS = { added: '+', removed: '−', changed: '~', moved: '↕' } as const;
const TONES = { added: 'text-ok', removed: 'text-bad', changed: 'text-warn', moved: 'text-accent' } as const;

/** What differs, one thing a row: a sign, a word and a colour say the same. */
export function Changes({ changes, label }: { changes: readonly Change[]; label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col">
      {changes.slice(0, MOST).map((change, index) => (
        <li key={index} className="border-t border-line py-1 first:border-0">
          <div className="flex items-baseline gap-1.5">
            <span aria-hidden className={`w-2.5 shrink-0 font-mono ${TONES[change.kind]}`}>
              {SIGNS[change.kind]}
            </span>
            <span className={`shrink-0 text-xs ${TONES[change.kind]}`}>{change.kind}</span>
            <code className="min-w-0 font-mono text-sm text-muted [overflow-wrap:anywhere]">
              <bdi>{change.at === '' ? 'the whole' : visibleText(change.at.slice(0, 300))}</bdi>
            </code>
          </div>
          <div className="pl-4 font-mono text-sm">
            <Values change={change} />
          </div>
        </li>
      ))}
      {changes.length > MOST && <li className="text-faint">and {changes.length - MOST} more changes</li>}
    </ul>
  );
}

function Values({ change: { kind, from, before, after } }: { change: Change }) {
  if (kind === 'moved') return <span className="font-sans text-xs text-faint">from <bdi>{visibleText(from ?? '')}</bdi></span>;
  return (
    <>
      {before !== null && (
        <del className="block no-underline">
          <span aria-hidden className="text-faint">− </span>
          <LongText text={before} most={200} lines className={kind === 'removed' ? '' : 'text-muted'} />
        </del>
      )}
      {after !== null && (
        <ins className="block no-underline">
          <span aria-hidden className="text-faint">+ </span>
          <LongText text={after} most={200} lines />
        </ins>
      )}
    </>
  );
}

/** Lines that differ, with a few of the equal ones around them. */
export function LineChanges({ lines, label }: { lines: readonly LineChange[]; label: string }) {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'same'));
  const shown = lines.flatMap((line, at) => (near[at] ? [{ ...line, at, gap: at > 0 && !near[at - 1] }] : []));
  return (
    <div tabIndex={0} role="group" aria-label={label} className="max-h-80 overflow-auto rounded-md bg-sunken px-2 py-1.5 font-mono text-xs leading-relaxed">
      {shown.slice(0, MOST_LINES).map(({ kind, text, at, gap }) => (
        <div key={at}>
          {gap && <div className="text-faint">⋯</div>}
          <div className={`whitespace-pre-wrap [overflow-wrap:anywhere] ${kind === 'added' ? 'bg-ok-soft text-ok' : kind === 'removed' ? 'bg-bad-soft text-bad' : 'text-muted'}`}>
            {kind !== 'same' && <span className="sr-only">{kind}: </span>}
            <span aria-hidden>{kind === 'added' ? '+ ' : kind === 'removed' ? '− ' : '  '}</span>
            <bdi>{visibleText(text)}</bdi>
          </div>
        </div>
      ))}
      {shown.length > MOST_LINES && <div className="text-faint">and {shown.length - MOST_LINES} more lines</div>}
    </div>
  );
}
