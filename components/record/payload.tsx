'use client';
import { useMemo, useState } from 'react';
import { JsonView } from 'react-json-view-lite';
import { Button } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { formatCount } from '#components/ui/format.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import { Section } from '#components/record/facts.tsx';
import { hexLines, hexOfText } from '#components/record/hex.ts';
import { jsonStyles } from '#components/record/json-styles.ts';
import { mapTexts, readJson } from '#components/record/json-value.ts';
import { LongText } from '#components/record/long-text.tsx';
import type { EventDetail } from '#lib/contracts/flows.ts';

type Payload = EventDetail['payload'];
type View = 'tree' | 'raw' | 'hex';

const MOST_LINES = 1024;

/** What the server says was written, else what it decoded. */
const textOf = ({ text, json }: Payload): string | undefined => text ?? (json === undefined ? undefined : JSON.stringify(json, null, 2));

/** Short structures open, long ones wait for a click: a payload may hold thousands of entries. */
const opens = (level: number, value: object): boolean => level < 3 && Object.keys(value).length <= (level === 0 ? 200 : 40);

export function PayloadView({ payload }: { payload: Payload }) {
  const text = textOf(payload);
  const reading = useMemo(() => (text === undefined || payload.encoding === 'hex' ? null : readJson(text)), [text, payload.encoding]);
  const views: View[] = [...(reading?.kind === 'tree' ? (['tree'] as const) : []), ...(text === undefined ? [] : (['raw'] as const)), ...(text === undefined && payload.hex === undefined ? [] : (['hex'] as const))];
  const [chosen, setChosen] = useState<View | null>(null);
  const view = chosen !== null && views.includes(chosen) ? chosen : views[0];

  if (payload.encoding === 'tombstone') {
    return (
      <Section title="Payload">
        <p className="text-muted">None: this message is a tombstone, which deletes its key.</p>
      </Section>
    );
  }
  return (
    <Section title="Payload" note={sizeWords(payload)}>
      <div className="mb-1.5 flex items-center gap-1">
        {views.map((each) => (
          <Button key={each} look="quiet" pressed={each === view} className="h-6 px-2" onClick={() => setChosen(each)}>
            {{ tree: 'Tree', raw: 'Raw', hex: 'Hex' }[each]}
          </Button>
        ))}
        <span className="flex-1" />
        <Copy text={text ?? payload.hex ?? ''} label="payload" />
      </div>
      {payload.truncated && <p className="mb-1.5 text-warn">Only its beginning was kept: {payload.size === null ? 'it is longer' : `it has ${formatCount(payload.size)} bytes`}.</p>}
      {payload.masked && <p className="mb-1.5 text-muted">Some of its fields are masked.</p>}
      {reading?.kind === 'too-deep' && <p className="mb-1.5 text-muted">Nested too deeply for a tree.</p>}
      <div tabIndex={0} role="group" aria-label={`Payload as ${view ?? 'nothing'}`} className="max-h-120 overflow-auto rounded-md bg-sunken px-3 py-2.5 font-mono text-sm leading-relaxed">
        {view === 'tree' && reading?.kind === 'tree' && <JsonView data={mapTexts(reading.value, cut) as object} style={jsonStyles} shouldExpandNode={opens} />}
        {view === 'raw' && text !== undefined && <LongText text={text} most={16_000} lines />}
        {view === 'hex' && <Hex hex={payload.hex ?? hexOfText(text ?? '')} />}
        {view === undefined && <span className="text-muted">Its bytes were not kept.</span>}
      </div>
    </Section>
  );
}

/** One entry of the tree; the raw view has it whole. */
const cut = (text: string): string => visibleText(text.length > 2_000 ? `${text.slice(0, 2_000)}… (${formatCount(text.length)} characters; raw shows all)` : text);

function Hex({ hex }: { hex: string }) {
  const lines = useMemo(() => hexLines(hex, MOST_LINES), [hex]);
  return (
    <pre className="text-xs">
      {lines.join('\n')}
      {hex.length > MOST_LINES * 32 && `\n… ${formatCount(hex.length / 2 - MOST_LINES * 16)} more bytes; Copy has all`}
    </pre>
  );
}

function sizeWords({ size, contentType, encoding }: Payload): string {
  const bytes = size === null ? null : `${formatCount(size)} bytes`;
  return [bytes, contentType === null ? encoding : visibleText(contentType.slice(0, 80))].filter((part) => part !== null).join(' · ');
}
