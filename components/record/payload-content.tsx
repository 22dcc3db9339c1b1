'use client';
import { useMemo, useState } from 'react';
import { JsonView } from 'react-json-view-lite';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { formatCount } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import { hexLines, hexOfText } from '#components/record/hex.ts';
import { jsonStyles } from '#components/record/json-styles.ts';
import { mapTexts, readJson } from '#components/record/json-value.ts';
import { LongText } from '#components/record/long-text.tsx';

type View = 'tree' | 'raw' | 'hex';

const MOST_LINES = 1024;
/** A larger document is shown as text: its tree would hold the page up. In characters. */
const LARGEST_TREE = 2 * 1024 * 1024;

/** Short structures open, long ones wait for a click: a payload may hold thousands of entries. */
const opens = (level: number, value: object): boolean => level < 3 && Object.keys(value).length <= (level === 0 ? 200 : 40);

/** A value as a tree, as text or as bytes. `copies` says what the copy button has. */
export function PayloadContent({ text, hex, copies }: { text?: string; hex?: string; copies: string }) {
  const reading = useMemo(() => (text === undefined || text.length > LARGEST_TREE ? null : readJson(text)), [text]);
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
      {text !== undefined && text.length > LARGEST_TREE && <p className="mb-1.5 text-muted">Too large for a tree.</p>}
      <div tabIndex={0} role="group" aria-label={`Payload as ${view ?? 'nothing'}`} className="max-h-120 overflow-auto rounded-md bg-sunken px-3 py-2.5 font-mono text-sm leading-relaxed">
        {view === 'tree' && reading?.kind === 'tree' && <JsonView data={mapTexts(reading.value, cut) as object} style={jsonStyles} shouldExpandNode={opens} />}
        {view === 'raw' && text !== undefined && <LongText text={text} most={16_000} lines />}
        {view === 'hex' && <Hex hex={hex ?? hexOfText((text ?? '').slice(0, MOST_LINES * 16 + 1))} />}
        {view === undefined && <span className="text-muted">Its bytes were not kept.</span>}
      </div>
    </>
  );
}

/** One entry of the tree; the raw view has it whole. */
const cut = (text: string): string => visibleText(text.length > 2_000 ? `${text.slice(0, 2_000)}… (${formatCount(text.length)} characters; raw shows all)` : text);

function Hex({ hex }: { hex: string }) {
  const lines = useMemo(() => hexLines(hex, MOST_LINES), [hex]);
  return (
    <pre className="text-xs">
      {lines.join('\n')}
      {hex.length > MOST_LINES * 32 && '\n… and more, which is not shown as hex'}
    </pre>
  );
}
