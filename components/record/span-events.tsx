import { formatDuration } from '#components/ui/format.ts';
import { Section } from '#components/record/facts.tsx';
import { LongText } from '#components/record/long-text.tsx';
import type { SpanInput } from '#lib/core/timeline/input.ts';

const MOST = 50;
/** An exception's own words say more than its attribute names. */
const WORDS = ['exception.type', 'exception.message', 'exception.stacktrace'];

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value) ?? 'undefined');

/** What a span noted on its way: exceptions with their stack, and other moments. */
export function SpanEvents({ events, start }: { events: SpanInput['events']; start: string }) {
  if (events.length === 0) return null;
  return (
    <Section title="Span events" note={events.length}>
      <ul className="flex flex-col gap-2">
        {events.slice(0, MOST).map(({ name, at, attributes }, index) => (
          <li key={index}>
            <div className="flex items-baseline justify-between gap-2">
              <LongText text={name} most={120} className="font-medium" />
              <span className="num shrink-0 text-xs text-faint">+{formatDuration(Math.max(0, Date.parse(at) - Date.parse(start)))}</span>
            </div>
            <ul className="text-sm">
              {Object.entries(attributes).map(([key, value]) => (
                <li key={key}>
                  {!WORDS.includes(key) && <LongText text={`${key}: `} most={120} className="text-muted" />}
                  <LongText text={text(value)} most={240} lines className="font-mono" />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {events.length > MOST && <p className="text-faint">and {events.length - MOST} more</p>}
    </Section>
  );
}
