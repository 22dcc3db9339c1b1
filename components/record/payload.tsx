'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Button, buttonClasses } from '#components/ui/button.tsx';
import { Copy } from '#components/ui/copy.tsx';
import { formatBytes, formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { visibleText } from '#components/ui/visible-text.ts';
import { Section } from '#components/record/facts.tsx';
import { fetchBytes } from '#components/record/fetch-bytes.ts';
import { PayloadContent } from '#components/record/payload-content.tsx';
import { wholeContent } from '#components/record/whole-text.ts';
import type { EventDetail } from '#lib/contracts/flows.ts';

type Payload = EventDetail['payload'];

/** A larger value is for a file: a page that holds it is of no use any more. */
const LARGEST_SHOWN = 8 * 1024 * 1024;

/** What the server says was written, else what it decoded. */
const textOf = ({ text, json }: Payload): string | undefined => text ?? (json === undefined ? undefined : JSON.stringify(json, null, 2));

/** `path` answers with the whole value. */
export function PayloadView({ payload, path }: { payload: Payload; path: string }) {
  const [wanted, setWanted] = useState(false);
  const whole = useQuery({ queryKey: ['payload', path], queryFn: ({ signal }) => fetchBytes(path, signal), enabled: wanted, staleTime: Infinity, gcTime: 0, retry: false });
  const text = textOf(payload);
  const { data } = whole;
  const content = useMemo(() => (data === undefined ? null : wholeContent(data)), [data]);

  if (payload.encoding === 'tombstone') {
    return (
      <Section title="Payload">
        <p className="text-muted">None: this message is a tombstone, which deletes its key.</p>
      </Section>
    );
  }
  return (
    <Section title="Payload" note={sizeWords(payload)}>
      {payload.masked && <Masked payload={payload} />}
      {payload.truncated && payload.encoding !== 'none' && (
        <Preview payload={payload} path={path} loaded={data?.length ?? null} loading={whole.isFetching} load={() => (wanted ? void whole.refetch() : setWanted(true))} error={whole.isFetching ? null : whole.error} />
      )}
      {payload.encoding !== 'none' &&
        (content === null ? <PayloadContent text={text} hex={payload.hex} copies={payload.truncated ? 'preview' : 'payload'} /> : <PayloadContent key="whole" {...content} copies="payload" />)}
    </Section>
  );
}

interface PreviewProps {
  payload: Payload;
  path: string;
  /** Bytes that were read; null until they were. */
  loaded: number | null;
  loading: boolean;
  load: () => void;
  error: unknown;
}

/** What is shown, of how much, and the ways to all of it. */
function Preview({ payload: { size, text, hex, wholeFrom }, path, loaded, loading, load, error }: PreviewProps) {
  const shown = hex === undefined ? new TextEncoder().encode(text ?? '').length : hex.length / 2;
  const of = size === null ? '' : ` of ${formatBytes(size)}`;
  const from = wholeFrom === 'broker' ? ' from the broker' : '';
  const fits = size !== null && size <= LARGEST_SHOWN;
  return (
    <div className="mb-2 flex flex-col gap-1.5">
      <p role="status" className={loaded === null ? 'text-warn' : 'text-muted'}>
        {loaded === null ? `Preview: first ${formatBytes(shown)}${of}` : `Whole: ${formatBytes(loaded)}, read${from} just now`}
      </p>
      {wholeFrom === null && <p className="text-muted">The rest was not kept, and no broker has it.</p>}
      {wholeFrom !== null && (
        <div className="flex flex-wrap items-center gap-1.5">
          {fits && loaded === null && (
            <Button disabled={loading} onClick={load}>
              {loading ? 'Loading…' : `Load whole${from}`}
            </Button>
          )}
          <a className={buttonClasses()} href={path} download>
            Download
          </a>
          {!fits && <span className="text-xs text-muted">Too large to be shown here.</span>}
        </div>
      )}
      {error !== null && error !== undefined && <Failure error={error} />}
    </div>
  );
}

function Failure({ error }: { error: unknown }) {
  const { title, detail, status } = problemOf(error);
  return (
    <p role="alert" className="text-bad [overflow-wrap:anywhere]">
      {title}
      {detail !== undefined && `: ${detail}`}
      {(status === 0 || status === 429 || status >= 500) && ' It may be tried again.'}
    </p>
  );
}

function Masked({ payload: { encoding, maskedBy, keyedHash } }: { payload: Payload }) {
  const rules = visibleText(maskedBy.join(', ').slice(0, 1000));
  return (
    <div className="mb-1.5 text-muted">
      <p className="[overflow-wrap:anywhere]">{encoding === 'none' ? `Masking keeps none of it: ${rules}.` : `Masked by ${rules}. Equal values have equal masks.`}</p>
      {keyedHash !== null && (
        <p className="flex items-baseline gap-2 text-xs" title="Of the value before it was masked: equal values have equal hashes, and nobody can compute one without the key">
          <span className="shrink-0">keyed hash</span>
          <code className="min-w-0 truncate font-mono">{keyedHash}</code>
          <Copy text={keyedHash} label="keyed hash" />
        </p>
      )}
    </div>
  );
}

function sizeWords({ size, contentType, encoding, schemaId }: Payload): string {
  const bytes = size === null ? null : `${formatCount(size)} bytes`;
  const schema = schemaId === undefined ? null : `schema id ${schemaId}`;
  const kind = contentType === null ? (encoding === 'none' ? null : encoding) : visibleText(contentType.slice(0, 80));
  return [bytes, kind, schema].filter((part) => part !== null).join(' · ');
}
