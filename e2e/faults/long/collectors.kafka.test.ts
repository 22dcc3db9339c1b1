/** What befalls collectors besides, where there is time for it. */
import { expect, test } from 'vitest';
import { disposing } from '../testing/disposing.ts';
import { faultRuns } from '../testing/runs.ts';
import { endSessions } from '../testing/scenarios/ended-sessions.ts';
import { readThroughHoles } from '../testing/scenarios/holes.ts';
import { setTheClock } from '../testing/scenarios/jumping-clock.ts';
import { withoutDatabase } from '../testing/scenarios/sigterm.ts';

const SESSIONS = 50;
const RESTARTS = 6;
const { seed, runs } = faultRuns();

test('sessions of the database are ended one after the other, and everything is stored once', { timeout: 300_000 }, async () => {
  expect(await disposing((made) => endSessions(made, seed, runs ?? SESSIONS))).toEqual([]);
});

test('holes of a compaction, markers and aborted messages: they are read through, over restarts, and everything is stored once', { timeout: 600_000 }, async () => {
  expect(await disposing((made) => readThroughHoles(made, seed, RESTARTS))).toEqual([]);
});

test('the clock is set back and forth, and everything is stored once', { timeout: 300_000 }, async () => {
  expect(await disposing((made) => setTheClock(made, (line) => void process.stderr.write(`${line}\n`)))).toEqual([]);
});

test('SIGTERM with a database that no longer answers: it ends in time', () => disposing(withoutDatabase));
