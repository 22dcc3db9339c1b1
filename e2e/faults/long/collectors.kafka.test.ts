/** What befalls collectors besides, where there is time for it. */
import { expect, test } from 'vitest';
import { disposing } from '../testing/disposing.ts';
import { faultRuns } from '../testing/runs.ts';
import { endSessions } from '../testing/scenarios/ended-sessions.ts';
import { withoutDatabase } from '../testing/scenarios/sigterm.ts';

const SESSIONS = 50;
const { seed, runs } = faultRuns();

test('sessions of the database are ended one after the other, and everything is stored once', { timeout: 300_000 }, async () => {
  expect(await disposing((made) => endSessions(made, seed, runs ?? SESSIONS))).toEqual([]);
});

test('SIGTERM with a database that no longer answers: it ends in time', () => disposing(withoutDatabase));
