'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { classes } from '#components/ui/classes.ts';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import { foldFrames, traceText } from '#components/dead-letters/frames.ts';
import type { StackTrace } from '#lib/contracts/dead-letters.ts';

const MOST_MESSAGE = 2000;
const RELATION = { outermost: '', cause: 'caused by ', suppressed: 'suppressed ' } as const;

/** Where it fails: the frames of the application stand out, those of frameworks are folded, and what is not the same in all messages is marked. */
export function StackTraceView({ trace, brief = false }: { trace: StackTrace; brief?: boolean }) {
  const [all, setAll] = useState(false);
  const differs = trace.exceptions.some(({ frames }) => frames.some((frame) => frame.differs));
  const exceptions = brief ? trace.exceptions.slice(-1) : trace.exceptions;
  const folded = exceptions.some(({ frames }) => frames.some(({ kind }) => kind === 'framework'));
  return (
    <div className="min-w-0">
      <div className="mb-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        {trace.compared > 0 && <span>{differs ? <>Marked frames are not in all of the {formatCount(trace.compared + 1)} traces looked at.</> : <>The same in all {formatCount(trace.compared + 1)} traces looked at.</>}</span>}
        <span className="flex-1" />
        {folded && !brief && <Button look="quiet" className="h-6 px-2" pressed={all} onClick={() => setAll(!all)}>All frames</Button>}
        {!brief && <Copy text={() => traceText(trace)} label="stack trace" />}
      </div>
      <div tabIndex={0} role="group" aria-label="Stack trace" className="overflow-x-auto rounded-md bg-sunken px-3 py-2.5 font-mono text-sm leading-relaxed">
        {exceptions.map((exception, index) => (
          <div key={index} className={index > 0 ? 'mt-2' : ''}>
            <p className="font-sans text-muted">
              {RELATION[exception.relation]}
              <bdi className="font-mono font-semibold whitespace-pre-wrap text-ink wrap-anywhere">{visibleText(exception.type)}</bdi>
              {exception.message !== '' && <bdi className="font-mono whitespace-pre-wrap text-ink wrap-anywhere">: {visibleText(exception.message.slice(0, MOST_MESSAGE), { lines: true })}{exception.message.length > MOST_MESSAGE && '…'}</bdi>}
            </p>
            <ol>
              {foldFrames(exception.frames, all).slice(0, brief ? 6 : undefined).map((row, at) =>
                'folded' in row ? (
                  <li key={at} className="pl-4 font-sans text-xs text-faint">… {formatPlural(row.folded, 'frame')} of frameworks{row.differs ? ', not the same in all' : ''}</li>
                ) : (
                  <li key={at} className={classes('w-fit min-w-full pl-4 whitespace-pre', row.frame.kind === 'application' ? 'font-semibold' : 'text-faint', row.frame.differs && 'bg-warn-soft text-warn')}>
                    <bdi>{visibleText(row.frame.text.trim())}</bdi>
                    {row.frame.differs && <span className="pl-2 font-sans text-xs font-normal">not in all</span>}
                  </li>
                ),
              )}
            </ol>
          </div>
        ))}
        {trace.cut && <p className="mt-1 font-sans text-xs text-faint">It goes on: no more of it is kept.</p>}
      </div>
    </div>
  );
}
