import { ServiceDot } from '#components/ui/service-name.tsx';
import { visibleText } from '#components/ui/visible-text.ts';
import type { RecordNode } from '#lib/core/timeline/records.ts';

const short = (text: string): string => visibleText(text.length > 120 ? `${text.slice(0, 120)}…` : text);

/** A record in one line: what it is and where. */
export function RecordName({ record }: { record: RecordNode }) {
  if (record.kind === 'span') {
    return (
      <span className="flex min-w-0 items-center gap-1.5">
        <ServiceDot name={record.span.service} />
        <bdi className="truncate">{short(record.span.name)}</bdi>
        <bdi className="shrink-0 text-faint">{short(record.span.service)}</bdi>
      </span>
    );
  }
  const { type, coordinates } = record.event;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span aria-hidden className="size-2 shrink-0 rounded-full border-[1.5px] border-muted" />
      <bdi className="truncate">{short(type ?? coordinates.topic)}</bdi>
      {type !== null && type !== coordinates.topic && <bdi className="truncate font-mono text-xs text-faint">{short(coordinates.topic)}</bdi>}
    </span>
  );
}
