'use client';
import type { ReactNode } from 'react';
import { Collectors } from '#components/health/collectors.tsx';
import { GroupLooks } from '#components/health/group-looks.tsx';
import { Quarantine } from '#components/health/quarantine.tsx';
import type { EventHref } from '#components/health/read-records.tsx';
import { Sources } from '#components/health/sources.tsx';
import { healthSummary } from '#components/health/summary.ts';
import { UnderivableRecords } from '#components/health/underivable.tsx';
import { useHealth } from '#components/live/use-health.ts';
import { Chip, type Tone } from '#components/ui/chip.tsx';
import { formatCount } from '#components/ui/format.ts';
import { problemOf } from '#components/ui/problem.ts';
import { Ago } from '#components/ui/time.tsx';
import { Words } from '#components/ui/words.tsx';
import { MOST_COUNTED, type Health } from '#lib/contracts/health.ts';
import type { QuarantineList } from '#lib/contracts/quarantine.ts';

const EVERY_MS = 2000;

const tones: Record<Health['status'], { tone: Tone; word: string }> = {
  ok: { tone: 'ok', word: 'OK' },
  degraded: { tone: 'warn', word: 'Degraded' },
  down: { tone: 'bad', word: 'Down' },
};

/** How Throughline itself is doing, renewed every two seconds. */
export function HealthView({ initial, quarantine, eventHref }: { initial: Health; quarantine: QuarantineList | null; eventHref: EventHref }) {
  const { health, error, saidAt } = useHealth(initial, EVERY_MS);
  const { checks } = health;
  const known = checks.database.status !== 'down';
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-12">
      <div className="flex flex-col gap-1.5 border-b border-line px-4.5 pt-4 pb-3">
        <div className="flex items-center gap-2.5">
          <h1>Health</h1>
          <Chip tone={error ? 'bad' : tones[health.status].tone} dot>
            {error ? 'Not known' : tones[health.status].word}
          </Chip>
        </div>
        <p className="text-muted" role="status">
          {error ? (
            <>
              The server does not say: {problemOf(error).detail ?? problemOf(error).title}. Below is what it said <Ago at={saidAt} />.
            </>
          ) : (
            <Words text={healthSummary(health)} />
          )}
        </p>
      </div>
      <Section title="Sources">
        <Sources sources={checks.sources} />
      </Section>
      <Section title="Consumer groups">
        <GroupLooks looks={checks.collector.collectors.flatMap(({ commits = [] }) => commits)} />
      </Section>
      <Section title="Collectors">
        <Collectors collectors={checks.collector.collectors} detail={checks.collector.detail} />
      </Section>
      <Section title="Database">
        <p className="flex items-center gap-2.5 px-4.5">
          <Chip tone={tones[checks.database.status].tone} dot>
            {tones[checks.database.status].word}
          </Chip>
          <span className="text-muted">
            <Words text={checks.database.detail} />
          </span>
        </p>
      </Section>
      <Section title="Not derived" note={known && health.underivable > 0 ? `${manyOrMore(health.underivable)} stored, and deriving fails` : undefined}>
        {known ? <UnderivableRecords count={health.underivable} eventHref={eventHref} /> : NOT_KNOWN}
      </Section>
      <Section title="Quarantine" note={known && health.quarantined > 0 ? `${manyOrMore(health.quarantined)} could not be read; their bytes are kept` : undefined}>
        {known ? <Quarantine initial={quarantine} count={health.quarantined} /> : NOT_KNOWN}
      </Section>
    </div>
  );
}

const NOT_KNOWN = <p className="px-4.5 text-muted">Not known while the database does not answer.</p>;

const manyOrMore = (count: number): string => `${formatCount(count)}${count < MOST_COUNTED ? '' : ' or more'}`;

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="pt-6">
      <h2 className="num px-4.5 pb-1.5 font-semibold">
        {title} {note && <span className="pl-1 font-normal text-muted">{note}</span>}
      </h2>
      {children}
    </section>
  );
}
