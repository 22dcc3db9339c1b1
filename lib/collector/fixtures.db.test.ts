/**
 * Recordings of real clients (e2e/recorders), replayed through everything from the decoders to the flow that is read,
 * and compared with what the recorded programs say that they did.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFixture } from '#e2e/recorders/fixture.ts';
import { RECORDINGS } from '#e2e/recorders/recordings.ts';
import { compare } from '#lib/collector/testing/truth/compare.ts';
import { decodeFixture } from '#lib/collector/testing/truth/decode-fixture.ts';
import { expectedFlows } from '#lib/collector/testing/truth/from-journal.ts';
import { batchesOf, replay, shuffled } from '#lib/collector/testing/truth/replay.ts';
import { reportTruth } from '#lib/collector/testing/truth/report.ts';
import type { EventRecord } from '#lib/core/record.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz')).toSorted();
const SHOWN_FAULTS = 20;
const PATIENCE_MS = 5 * 60_000;
const ORDERS = 60;
const headerOf = ({ headers }: EventRecord, name: string): string => String(Buffer.from(headers.findLast((header) => header.name === name)?.value ?? []));

describe.each(FILES)('%s', { timeout: PATIENCE_MS }, (file) => {
  const load = async () => {
    const fixture = readFixture(join(FOLDER, file));
    const facts = await decodeFixture(fixture);
    return { fixture, facts, batches: batchesOf(facts), expected: expectedFlows(fixture, facts.events, facts.exports.flat()) };
  };

  test('the recording has what it was made for', async () => {
    const { fixture, facts } = await load();
    const handled = fixture.journal.filter((line) => line.made === 'handled');
    expect(new Set(fixture.journal.map(({ order }) => order)).size).toBe(ORDERS);
    expect(facts.events.filter(({ value }) => value === null).map(({ key }) => String(Buffer.from(key ?? [])))).toEqual(['o-054']);
    expect(facts.events.filter(({ at }) => /\.dlq$|-dlt$/.test(at.topic)).length).toBe(1);
    expect(handled.filter(({ order, failed }) => order === 'o-052' && failed).length).toBe(1);
    const payments = facts.events.filter(({ at, key }) => at.topic === 'payments' && String(Buffer.from(key ?? [])) === 'o-051');
    expect(payments.map((event) => headerOf(event, 'message-id')).filter((id, _, [first]) => id === first).length).toBe(2);
    expect(facts.events.some((event) => headerOf(event, 'traceparent').endsWith('-00'))).toBe(true);
    expect(facts.events.every((event) => (headerOf(event, 'correlation-id') !== '') === fixture.correlated)).toBe(true);
  });

  test('every flow is what the program did, and stays so when everything comes again', async () => {
    const { fixture, batches, expected } = await load();
    const store = await freshStore();
    const result = compare(expected, await replay(store, batches));
    reportTruth(fixture.name, RECORDINGS.find(({ name }) => fixture.name.startsWith(`${name}-${fixture.correlated ? 'correlated' : 'traced'}`))?.about ?? '', result);
    expect(result.wrong.slice(0, SHOWN_FAULTS)).toEqual([]);
    const again = compare(expected, await replay(store, batches));
    expect(again.wrong.slice(0, SHOWN_FAULTS)).toEqual([]);
    expect([again.records.right, again.records.shown]).toEqual([result.records.expected, result.records.expected]);
  });

  test('so it is in another order', async () => {
    const { batches, expected } = await load();
    const result = compare(expected, await replay(await freshStore(), shuffled(batches, 7)));
    expect(result.wrong.slice(0, SHOWN_FAULTS)).toEqual([]);
    expect(result.records.right).toBe(result.records.expected);
  });
});

test('fifty orders that come in one batch are fifty flows with a shared part', async () => {
  for (const name of ['java-poll-receive-traced', 'spring-batch-traced', 'spring-batch-receive-correlated', 'kafkajs-batch-correlated', 'python-consume-traced']) {
    const fixture = readFixture(join(FOLDER, `${name}.json.gz`));
    const facts = await decodeFixture(fixture);
    const most = Math.max(...expectedFlows(fixture, facts.events, facts.exports.flat()).flatMap(({ records }) => [...records.values()]));
    expect(most).toBeGreaterThanOrEqual(50);
  }
});

test('each recording of the list is here, with correlation ids and without', () => {
  expect(FILES).toEqual(RECORDINGS.flatMap(({ name }) => [`${name}-correlated.json.gz`, `${name}-traced.json.gz`]).toSorted());
});
