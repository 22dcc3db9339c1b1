/**
 * Exporters lose spans, and some services have none. Whatever is lost of a recording, it never joins two orders that
 * something tells apart: a correlation id, or a trace for each. Messages of several orders that carry one trace id and no
 * correlation id are told apart by spans alone, and are left out here.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFixture } from '#e2e/recorders/fixture.ts';
import { decodeFixture } from '#lib/collector/testing/truth/decode-fixture.ts';
import { eventName } from '#lib/collector/testing/truth/expected.ts';
import { readEvent } from '#lib/core/conventions/read-event.ts';
import { componentsOf } from '#lib/core/flows/testing/memory-facts.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');
const FILES = readdirSync(FOLDER).toSorted();

/** Which spans came, by their place in the recording. */
const KEPT: Readonly<Record<string, (at: number) => boolean>> = {
  none: () => false,
  'a third': (at) => Math.imul(at + 1, 0x9e3779b1) >>> 0 < 2 ** 32 / 3,
  'two thirds': (at) => Math.imul(at + 7, 0x85ebca6b) >>> 0 < (2 ** 33) / 3,
};

async function load(file: string) {
  const fixture = readFixture(join(FOLDER, file));
  const { events, exports } = await decodeFixture(fixture);
  const orders = new Map(fixture.journal.flatMap((line) => (line.made === 'message' ? [[line.at, line.order] as const] : [])));
  const orderOf = (at: Parameters<typeof eventName>[0]): string => orders.get(eventName(at)) ?? '';
  const traces = Map.groupBy(events, (event) => readEvent(event).trace?.traceId ?? eventName(event.at));
  const tellsApart = fixture.correlated || [...traces.values()].every((sent) => new Set(sent.map(({ at }) => orderOf(at))).size === 1);
  return { events, spans: exports.flat(), orderOf, tellsApart };
}

const TOLD_APART: string[] = [];
for (const file of FILES) if ((await load(file)).tellsApart) TOLD_APART.push(file);

test.each(TOLD_APART)('%s', { timeout: 120_000 }, async (file) => {
  const { events, spans, orderOf } = await load(file);
  for (const [kept, isKept] of Object.entries(KEPT)) {
    for (const component of componentsOf(events, spans.filter((_, at) => isKept(at)))) {
      const orders = new Set(component.events.map(({ at }) => orderOf(at)));
      expect([...orders].slice(0, 5), `${kept} of the spans are kept`).toHaveLength(Math.min(1, component.events.length));
    }
  }
});

test('most recordings tell their orders apart', () => {
  expect(TOLD_APART.length).toBeGreaterThan(FILES.length * 0.7);
});
