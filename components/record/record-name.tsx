import { ServiceDot } from '#components/ui/service-name.tsx';
import { shortText } from '#components/ui/short-text.ts';
import type { RecordNode } from '#lib/core/timeline/records.ts';

/** A record in one line: what it is and where. */
export function RecordName({ record }: { record: RecordNode }) {
  if (record.kind === 'span') {
    return (
      <span className="flex min-w-0 items-center gap-1.5">
        <ServiceDot name={record.span.service} />
        <bdi className="truncate">{shortText(record.span.name, 120)}</bdi>
        <bdi className="shrink-0 text-faint">{shortText(record.span.service, 120)}</bdi>
      </span>
    );
  }
  const { type, coordinates } = record.event;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span aria-hidden className="size-2 shrink-0 rounded-full border-[1.5px] border-muted" />
      <bdi className="truncate">{shortText(type ?? coordinates.topic, 120)}</bdi>
      {type !== null && type !== coordinates.topic && <bdi className="truncate font-mono text-xs text-faint">{shortText(coordinates.topic, 120)}</bdi>}
    </span>
  );
}
