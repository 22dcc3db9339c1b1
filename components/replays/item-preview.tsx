'use client';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { replayApi } from '#components/replays/api.ts';
import { Button } from '#components/ui/button.tsx';
import { classes } from '#components/ui/classes.ts';
import { fetchJson } from '#components/ui/fetch-json.ts';
import { formatBytes, formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { ReplayItem, ReplayItemPreview } from '#lib/contracts/replays.ts';

type Side = NonNullable<ReplayItemPreview['before']>;
type Fate = Side['headers'][number]['fate'];

const FATES: Record<Fate, { readonly sign: string; readonly tone: string; readonly word: string }> = {
  kept: { sign: ' ', tone: 'text-muted', word: '' },
  stripped: { sign: '−', tone: 'text-bad', word: 'stripped' },
  added: { sign: '+', tone: 'text-ok', word: 'added' },
  edited: { sign: '~', tone: 'text-warn', word: 'edited' },
};
const MOST_VALUE = 4000;
const MOST_HEADERS = 200;

/** A message as it stands on its dead-letter topic, and as it is sent. `state`: what is asked again when it changes. */
export function ItemPreview({ replayId, itemId, state }: { replayId: string; itemId: string; state: ReplayItem['state'] }) {
  const { data, error } = useQuery({ queryKey: ['replays', 'preview', itemId, state], queryFn: ({ signal }) => fetchJson<ReplayItemPreview>(`${replayApi(replayId)}/items/${encodeURIComponent(itemId)}`, { signal }), staleTime: 30_000 });
  if (data === undefined) return <div className="px-4.5 pb-3">{error ? <p role="alert" className="text-warn">It cannot be shown: {problemOf(error).detail ?? problemOf(error).title}</p> : <Skeleton className="h-24 w-full" />}</div>;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-x-8 gap-y-3 px-4.5 pb-3 min-[900px]:grid-cols-2">
      {data.before === null ? <p className="text-muted">The dead letter is no longer kept.</p> : <SideView title="As it is" side={data.before} />}
      {data.after === null ? <p className="text-muted">{state === 'refused' ? 'It is refused: nothing of it is sent.' : 'What is sent cannot be shown: its bytes are no longer kept here.'}</p> : <SideView title="As it is sent" side={data.after} changed={data.before !== null && data.before.value !== data.after.value} />}
    </div>
  );
}

function SideView({ title, side, changed = false }: { title: string; side: Side; changed?: boolean }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="num flex flex-wrap items-baseline gap-x-2 text-sm font-semibold">
        {title}
        <span className="font-normal text-muted">
          <Verbatim text={side.topic} mono /> {side.partition ?? 'by key'}{side.offset !== null && ` · ${formatCount(side.offset)}`}{side.size !== null && `, ${formatBytes(side.size)}`}
        </span>
      </h3>
      <dl className="text-sm">
        <Row word="key">{side.key === null ? <span className="text-faint">none</span> : <bdi className="font-mono wrap-anywhere">{visibleText(side.key.slice(0, 400))}</bdi>}</Row>
      </dl>
      <ul aria-label={`Headers, ${title.toLowerCase()}`} className="font-mono text-xs leading-relaxed">
        {side.headers.slice(0, MOST_HEADERS).map(({ name, value, encoding, fate }, index) => (
          <li key={index} className={classes('flex gap-1.5', FATES[fate].tone)}>
            <span aria-hidden className="w-2 shrink-0 whitespace-pre">{FATES[fate].sign}</span>
            <span className={classes('min-w-0 wrap-anywhere', fate === 'stripped' && 'line-through')}>
              <bdi>{visibleText(name.slice(0, 200))}</bdi>: <bdi>{value === null ? 'null' : visibleText(value.slice(0, 300))}</bdi>{encoding === 'hex' && <span className="text-faint"> hex</span>}
            </span>
            {FATES[fate].word !== '' && <span className="shrink-0 font-sans">{FATES[fate].word}</span>}
          </li>
        ))}
        {side.headers.length > MOST_HEADERS && <li className="text-faint">and {formatCount(side.headers.length - MOST_HEADERS)} more</li>}
      </ul>
      <Value side={side} changed={changed} />
    </section>
  );
}

function Value({ side: { value, valueEncoding, truncated, masked }, changed }: { side: Side; changed: boolean }) {
  const [all, setAll] = useState(false);
  if (value === null) return <p className="mt-1 text-sm text-muted">{valueEncoding === 'tombstone' ? 'No value: a tombstone.' : 'Its value is not kept here; it is read from the broker when it is sent.'}</p>;
  const cut = !all && value.length > MOST_VALUE;
  return (
    <div className="mt-1">
      <pre tabIndex={0} aria-label={valueEncoding === 'hex' ? 'Value as hex' : 'Value'} className={classes('max-h-80 overflow-auto rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs whitespace-pre-wrap wrap-anywhere', changed && 'ring-1 ring-warn')}>
        <bdi>{visibleText(cut ? value.slice(0, MOST_VALUE) : value, { lines: true })}</bdi>
      </pre>
      {changed && <p className="text-xs text-warn">edited</p>}
      {truncated && <p className="text-xs text-muted">Only its beginning is shown; all of it is sent.</p>}
      {masked && <p className="text-xs text-muted">It is masked here; what is sent is read again from the broker, and is not.</p>}
      {cut && <Button look="quiet" className="h-6 px-2" onClick={() => setAll(true)}>Show all {formatCount(value.length)} characters</Button>}
    </div>
  );
}

const Row = ({ word, children }: { word: string; children: ReactNode }) => (
  <div className="flex gap-2">
    <dt className="text-muted">{word}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);
