import { Chip } from '#components/ui/chip.tsx';
import { formatDuration } from '#components/ui/format.ts';
import { ServiceName } from '#components/ui/service-name.tsx';
import { Time } from '#components/ui/time.tsx';
import { Verbatim } from '#components/ui/verbatim.tsx';
import { Section } from '#components/record/facts.tsx';
import { evidenceWord } from '#components/record/hop-words.ts';
import { spanId, type EventInput } from '#lib/core/timeline/input.ts';
import type { RecordGraph } from '#lib/core/timeline/records.ts';

const MOST = 100;

/** Who read the message, when, and how we know. */
export function Deliveries({ event, graph, onSelect }: { event: EventInput; graph: RecordGraph; onSelect: (record: number) => void }) {
  const { deliveries } = event;
  return (
    <Section title="Deliveries" note={deliveries.length === 0 ? undefined : deliveries.length}>
      {deliveries.length === 0 && <p className="text-muted">None is known yet.</p>}
      <ul className="flex flex-col gap-2">
        {deliveries.slice(0, MOST).map((delivery, index) => {
          const target = delivery.traceId === null || delivery.spanId === null ? undefined : graph.indexOf.get(spanId({ traceId: delivery.traceId, spanId: delivery.spanId }));
          return (
            <li key={index} className="flex flex-col gap-0.5">
              <div className="flex items-center gap-2">
                {delivery.service !== null ? <ServiceName name={delivery.service} /> : <Verbatim text={delivery.group ?? 'unknown reader'} />}
                {delivery.attempt > 1 && <span className="text-muted">attempt {delivery.attempt}</span>}
                <span className="flex-1" />
                <Chip tone={delivery.outcome === 'ok' ? 'ok' : delivery.outcome === 'error' ? 'bad' : 'idle'}>{delivery.outcome === 'unknown' ? 'outcome unknown' : delivery.outcome}</Chip>
              </div>
              <div className="num flex flex-wrap gap-x-2 text-sm text-muted">
                <Time at={delivery.startedAt} style="millis" />
                {delivery.skewMs !== null && <span className="text-warn">wait not known: clocks differ by about {formatDuration(Math.abs(delivery.skewMs))}</span>}
                {delivery.evidence === 'commit' && <span>or before: a commit had passed it by then</span>}
                {delivery.waitMs !== null && (
                  <span>
                    after a wait of <b className="font-medium text-ink">{formatDuration(delivery.waitMs)}</b>
                  </span>
                )}
              </div>
              <div className="flex flex-wrap gap-x-2 text-xs text-faint">
                {delivery.group !== null && <span>group {<Verbatim text={delivery.group} mono />}</span>}
                <span>known from {evidenceWord(delivery.evidence)}</span>
                {target !== undefined && (
                  <button type="button" className="text-accent hover:underline" onClick={() => onSelect(target)}>
                    open span
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {deliveries.length > MOST && <p className="text-faint">and {deliveries.length - MOST} more</p>}
    </Section>
  );
}
