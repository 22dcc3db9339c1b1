/**
 * Recordings of real clients (e2e/recorders), replayed through everything from the decoders to the flow that is read,
 * and compared with what the recorded programs say that they did.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFixture } from '#e2e/recorders/fixture.ts';
import { RECORDINGS } from '#e2e/recorders/recordings.ts';
import { compare } from '#lib/collector/testing/truth/compare.ts';
import { decodeFixture } from '#lib/collector/testing/truth/decode-fixture.ts';
import { expectedFlows } from '#lib/collector/testing/truth/from-journal.ts';
import { batchesOf, replay, shuffled } from '#lib/collector/testing/truth/replay.ts';
import { reportTruth } from '#lib/collector/testing/truth/report.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';

const FOLDER = join(import.meta.dirname, 'fixtures');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz')).toSorted();
const SHOWN_FAULTS = 20;

describe.each(FILES)('%s', (file) => {
  const load = async () => {
    const fixture = readFixture(join(FOLDER, file));
    const facts = await decodeFixture(fixture);
    return { fixture, batches: batchesOf(facts), expected: expectedFlows(fixture, facts.events, facts.exports.flat()) };
  };

  test('every flow is what the program did, and stays so when everything comes again', async () => {
    const { fixture, batches, expected } = await load();
    const store = await freshStore();
    const result = compare(expected, await replay(store, batches));
    reportTruth(basename(file, '.json.gz'), fixture.about, result);
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

test('each recording of the list is here, with correlation ids and without', () => {
  expect(FILES).toEqual(RECORDINGS.flatMap(({ name }) => [`${name}-correlated.json.gz`, `${name}-traced.json.gz`]).toSorted());
});
