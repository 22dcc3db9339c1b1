'use client';
import { useState } from 'react';
import { Chip, type Tone } from '#components/ui/chip.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { refId } from '#lib/core/timeline/input.ts';

const BAD = new Set(['dead-lettered', 'dead-letter', 'failed', 'error']);
const FEW = 3;

/** `clock-skew` is a name for machines. */
const wordOf = (kind: string): string => (BAD.has(kind) ? kind : kind.replaceAll('-', ' ')).slice(0, 40);
const toneOf = (kind: string): Tone => (BAD.has(kind) ? 'bad' : 'warn');

/** What is worth a look, each leading to its place. */
export function Findings({ findings, onShow }: { findings: FlowDetail['findings']; onShow: (record: string) => void }) {
  const [all, setAll] = useState(false);
  if (findings.length === 0) return null;
  return (
    <ul aria-label="Findings" className="max-h-40 shrink-0 overflow-auto">
      {(all ? findings.slice(0, 200) : findings.slice(0, FEW)).map(({ kind, message, refs }, index) => {
        const first = refs[0];
        const words = (
          <>
            <Chip tone={toneOf(kind)}>{visibleText(wordOf(kind))}</Chip>
            <bdi className="min-w-0 truncate">{visibleText(message.slice(0, 500))}</bdi>
          </>
        );
        return (
          <li key={index} className="border-b border-line">
            {first === undefined ? (
              <div className="flex items-center gap-2.5 px-4.5 py-[5px]">{words}</div>
            ) : (
              <button type="button" className="flex w-full items-center gap-2.5 px-4.5 py-[5px] text-left hover:bg-sunken" onClick={() => onShow(refId(first))}>
                {words}
                <span className="ml-auto shrink-0 text-xs text-faint">Show</span>
              </button>
            )}
          </li>
        );
      })}
      {!all && findings.length > FEW && (
        <li className="border-b border-line px-4.5 py-1">
          <button type="button" className="text-sm text-accent hover:underline" onClick={() => setAll(true)}>
            {findings.length - FEW} more findings
          </button>
        </li>
      )}
    </ul>
  );
}
