'use client';
import { useState } from 'react';
import { Chip, type Tone } from '#components/ui/chip.tsx';
import { formatCount, formatPlural } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { refId } from '#lib/core/timeline/input.ts';

type Finding = FlowDetail['findings'][number];

const BAD = new Set(['dead-lettered', 'stalled']);
const FEW = 3;
/** So many are a list that somebody reads. */
const MOST = 200;

/** Its words go below the chip where there is no room beside it. */
const LINE = 'flex items-baseline gap-x-2.5 gap-y-0.5 px-4.5 py-[5px] max-sm:flex-wrap';

/** `clock-skew` is a name for machines; `dead-lettered` is a word. */
const wordOf = (kind: string): string => (kind === 'dead-lettered' ? kind : kind.replaceAll('-', ' ')).slice(0, 40);
const toneOf = (kind: string): Tone => (BAD.has(kind) ? 'bad' : 'warn');

/** What tells a finding from others while the flow grows. */
export const findingId = ({ kind, message, refs }: Finding): string => `${kind} ${message} ${refs[0] === undefined ? '' : refId(refs[0])}`;

interface FindingsProps {
  findings: readonly Finding[];
  /** The finding whose records are marked, by `findingId`. */
  chosen: string | null;
  onChoose: (finding: Finding | null) => void;
}

/** What is worth a look, the most important first; choosing one marks its records and leads to the first. */
export function Findings({ findings, chosen, onChoose }: FindingsProps) {
  const [all, setAll] = useState(false);
  if (findings.length === 0) return null;
  return (
    <ul aria-label="Findings" className="max-h-40 shrink-0 overflow-auto max-sm:max-h-none">
      {findings.slice(0, all ? MOST : FEW).map((finding) => {
        const id = findingId(finding);
        const pressed = id === chosen;
        const words = (
          <>
            <Chip tone={toneOf(finding.kind)}>{visibleText(wordOf(finding.kind))}</Chip>
            <bdi className="min-w-0 [overflow-wrap:anywhere] max-sm:order-last max-sm:basis-full">{visibleText(finding.message.slice(0, 800))}</bdi>
          </>
        );
        return (
          <li key={id} className="border-b border-line">
            {finding.refs.length === 0 ? (
              <div className={LINE}>
                {words}
                {finding.notShown !== undefined && <span className="num ml-auto shrink-0 pl-3 text-xs whitespace-nowrap text-faint">{formatPlural(finding.notShown, 'record')} not shown</span>}
              </div>
            ) : (
              <button type="button" aria-pressed={pressed} className={`${LINE} w-full text-left ${pressed ? 'bg-accent-soft' : 'hover:bg-sunken'}`} onClick={() => onChoose(pressed ? null : finding)}>
                {words}
                <span className="num ml-auto shrink-0 pl-3 text-xs whitespace-nowrap text-faint">{pressed ? 'Marked · clear' : `Show ${formatPlural(finding.refs.length, 'record')}`}
                  {finding.notShown !== undefined && `, ${formatCount(finding.notShown)} not shown`}</span>
              </button>
            )}
          </li>
        );
      })}
      {findings.length > FEW && (
        <li className="border-b border-line px-4.5 py-1">
          <button type="button" aria-expanded={all} className="text-sm text-accent hover:underline" onClick={() => setAll(!all)}>
            {all ? 'Fewer findings' : formatPlural(findings.length - FEW, 'more finding')}
          </button>
        </li>
      )}
    </ul>
  );
}
