import Link from 'next/link';
import type { ReactNode } from 'react';
import { Copy } from '#components/ui/copy.tsx';
import { formatBytes, formatCount } from '#components/ui/format.ts';
import { groupPath } from '#components/ui/group-path.ts';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { DeadLetterDetail } from '#lib/contracts/dead-letters.ts';
import { pathPart } from '#lib/core/path-part.ts';

const EVIDENCE = {
  headers: 'its headers say so',
  'message-id': 'a message with its id came before it in the flow',
  'payload-hash': 'a message with its key and payload came before it in the flow',
} as const;

/** Where it came from and what names it, each with what says so. */
export function LetterFacts({ letter: { origin, coordinates, failure, key, messageId, messageType, size } }: { letter: DeadLetterDetail }) {
  const { source } = coordinates;
  return (
    <dl className="num grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
      <Fact word="Came from">
        {origin === null ? (
          <span className="text-muted">nothing tells: no header names its origin, and no message like it came before it in its flow</span>
        ) : (
          <>
            <Link href={`/topics/${pathPart(source)}/${pathPart(origin.topic)}`} prefetch={false} className="hover:underline"><Verbatim text={origin.topic} mono /></Link>
            {origin.partition !== null && ` ${origin.partition}`}
            {origin.offset !== null && ` · ${formatCount(origin.offset)}`}
            {origin.partition !== null && origin.offset !== null && origin.incarnation !== null && <> <Link href={`/events/${[source, origin.topic, origin.partition, origin.offset].map((part) => pathPart(String(part))).join('/')}?incarnation=${origin.incarnation}`} prefetch={false} className="text-accent hover:underline">open</Link></>}
            <span className="block text-sm text-muted">{EVIDENCE[origin.evidence]}</span>
          </>
        )}
      </Fact>
      <Fact word="Failed in">{origin?.group == null ? <span className="text-muted">no group is told</span> : <Link href={groupPath({ source, group: origin.group })} prefetch={false} className="hover:underline"><Verbatim text={origin.group} mono /></Link>}</Fact>
      {failure.failedAt !== null && <Fact word="Failed at"><Time at={failure.failedAt} style="millis" /></Fact>}
      {failure.framework !== null && <Fact word="Told by"><Verbatim text={failure.framework} /></Fact>}
      <Fact word="Key">{key === null ? <span className="text-muted">none</span> : <Value text={key} label="key" />}</Fact>
      <Fact word="Message id">{messageId === null ? <span className="text-muted">none</span> : <Value text={messageId} label="message id" />}</Fact>
      <Fact word="Type">{messageType === null ? <span className="text-muted">none</span> : <Verbatim text={messageType} className="whitespace-pre-wrap wrap-anywhere" />}</Fact>
      <Fact word="Size">{size === null ? 'tombstone' : formatBytes(size)}</Fact>
    </dl>
  );
}

const Value = ({ text, label }: { text: string; label: string }) => (
  <span className="inline-flex max-w-full items-baseline gap-1">
    <bdi className="min-w-0 font-mono text-sm wrap-anywhere">{visibleText(text.slice(0, 400))}</bdi>
    <Copy text={text} label={label} />
  </span>
);

const Fact = ({ word, children }: { word: string; children: ReactNode }) => (
  <div className="contents">
    <dt className="text-muted">{word}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);
