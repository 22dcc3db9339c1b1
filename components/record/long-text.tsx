'use client';
import { useState } from 'react';
import { formatCount } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';

/** Text of any length from a broker: cut to what one reads, with the rest one click away. `lines` keeps line feeds. */
export function LongText({ text, most = 400, lines = false, className }: { text: string; most?: number; lines?: boolean; className?: string }) {
  const [all, setAll] = useState(false);
  const cut = !all && text.length > most;
  return (
    <>
      <bdi className={`${lines ? 'whitespace-pre-wrap' : 'whitespace-normal'} [overflow-wrap:anywhere] ${className ?? ''}`}>{visibleText(cut ? text.slice(0, most) : text, { lines })}</bdi>
      {cut && (
        <button type="button" className="ml-1 text-xs whitespace-nowrap text-accent hover:underline" onClick={() => setAll(true)}>
          … show all {formatCount(text.length)} characters
        </button>
      )}
    </>
  );
}
