import { Changes } from '#components/record/changes.tsx';
import { formatDuration } from '#components/ui/format.ts';
import { differenceOfNames, type Named } from '#lib/core/difference/names.ts';
import type { SpanInput } from '#lib/core/timeline/input.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));
const named = (attributes: Readonly<Record<string, unknown>>): Named[] => Object.entries(attributes).map(([name, value]) => [name, text(value)]);
const factsOf = ({ name, status, statusMessage, durationMs, kind }: SpanInput): Named[] => [['name', name], ['kind', kind], ['status', status], ['status message', statusMessage], ['worked', formatDuration(durationMs)]];
const failuresOf = ({ events }: SpanInput): Named[] => events.flatMap((event) => [['event', event.name] as const, ...named(event.attributes).map(([name, value]) => [`${event.name} ${name}`, value] as const)]);

/** What differs between two spans. */
export function SpanChanges({ before, after }: { before: SpanInput; after: SpanInput }) {
  const parts = [
    ['Span', factsOf],
    ['Attributes', (span: SpanInput) => named(span.attributes)],
    ['Span events', failuresOf],
    ['Resource', (span: SpanInput) => named(span.resource)],
  ] as const;
  return parts.map(([title, of]) => {
    const changes = differenceOfNames(of(before), of(after));
    return (
      <div key={title}>
        <h4 className="mt-2 text-xs font-medium text-faint">{title}</h4>
        {changes.length === 0 ? <p className="text-muted">The same.</p> : <Changes changes={changes} label={`Changes of the ${title.toLowerCase()}`} />}
      </div>
    );
  });
}
