'use client';
import { useMemo, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { hexLines, hexOfText } from '#components/record/hex.ts';
import { JsonTree } from '#components/record/json-tree.tsx';
import { RawText } from '#components/record/raw-text.tsx';
import { readJson } from '#lib/core/json-tree/document.ts';

type View = 'tree' | 'raw' | 'hex';

const MOST_LINES = 1024;

/** A value as a tree, as text or as bytes. `copies` says what the copy button has. */
export function PayloadContent({ text, hex, copies }: { text?: string; hex?: string; copies: string }) {
  const reading = useMemo(() => (text === undefined ? null : readJson(text)), [text]);
  const views: View[] = [...(reading?.kind === 'tree' ? (['tree'] as const) : []), ...(text === undefined ? [] : (['raw'] as const)), ...(text === undefined && hex === undefined ? [] : (['hex'] as const))];
  const [chosen, setChosen] = useState<View | null>(null);
  const view = chosen !== null && views.includes(chosen) ? chosen : views[0];
  return (
    <>
      <div className="mb-1.5 flex items-center gap-1">
        {views.map((each) => (
          <Button key={each} look="quiet" pressed={each === view} className="h-6 px-2" onClick={() => setChosen(each)}>
            {{ tree: 'Tree', raw: 'Raw', hex: 'Hex' }[each]}
          </Button>
        ))}
        <span className="flex-1" />
        <Copy text={text ?? hex ?? ''} label={copies} />
      </div>
      {reading?.kind === 'too-deep' && <p className="mb-1.5 text-muted">Nested too deeply for a tree.</p>}
      {reading?.kind === 'too-large' && <p className="mb-1.5 text-muted">Too large for a tree.</p>}
      {view === 'tree' && reading?.kind === 'tree' && <JsonTree document={reading.document} />}
      {view === 'raw' && text !== undefined && <RawText text={text} />}
      {view === 'hex' && <Hex hex={hex ?? hexOfText((text ?? '').slice(0, MOST_LINES * 16 + 1))} />}
      {view === undefined && <p className="text-muted">Its bytes were not kept.</p>}
    </>
  );
}

function Hex({ hex }: { hex: string }) {
  const lines = useMemo(() => hexLines(hex, MOST_LINES), [hex]);
  return (
    <pre tabIndex={0} role="group" aria-label="Payload as hex" className="max-h-120 overflow-auto rounded-md bg-sunken px-3 py-2.5 font-mono text-xs leading-relaxed">
      {lines.join('\n')}
      {hex.length > MOST_LINES * 32 && '\n… and more, which is not shown as hex'}
    </pre>
  );
}
