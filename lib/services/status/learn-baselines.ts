import type pg from 'pg';
import { isNews } from '#lib/core/baseline/changed.ts';
import { ENOUGH_CASES } from '#lib/core/baseline/expect.ts';
import { learn } from '#lib/core/baseline/learn.ts';
import { brand } from '#lib/core/brand.ts';
import type { Micros } from '#lib/core/time.ts';
import { insertBaseline, readBaselineAt, settledKinds, settledOutlines } from '#lib/store/baselines.ts';

/** Flows of a kind that are looked at: the newest. */
const MOST_FLOWS = 5000;
/** A flow that failed a moment ago may go on. */
const QUIET_MICROS = 60_000_000;
/** What is learned early is soon known better; after that a version is for an hour at least. */
const REST_MICROS = 3_600_000_000;

/** When each kind was last learned, and from how many flows. Kept from run to run; who forgets it reads more than needed, and nothing else. */
export type LastLearned = Map<string, { readonly at: Micros; readonly flows: number }>;

/** Learns each frequent kind anew from its flows at rest, and keeps a version of those that have something new to say. Gives their kinds. */
export async function learnBaselines(client: pg.ClientBase, now: Micros, last: LastLearned = new Map()): Promise<string[]> {
  for (const [kind, { at }] of last) if (now - at >= REST_MICROS) last.delete(kind);
  const learnedKinds: string[] = [];
  for (const { kind, flows } of await settledKinds(client, ENOUGH_CASES)) {
    // Thousands of outlines are read for a kind, so none is looked at that could not be known better by now.
    if (Math.min(flows, MOST_FLOWS) < (last.get(kind)?.flows ?? 0) * 2) continue;
    const outlines = await settledOutlines(client, kind, brand<Micros>(now - QUIET_MICROS), MOST_FLOWS);
    // Few are read quickly, and those that are not quiet yet will be in a minute.
    if (outlines.length < ENOUGH_CASES) continue;
    const learned = learn(outlines);
    last.set(kind, { at: now, flows: outlines.length });
    const before = await readBaselineAt(client, kind, now);
    if (before !== null && learned.flows < before.learned.flows * 2 && now - before.madeAt < REST_MICROS) continue;
    if (!isNews(before?.learned ?? null, learned)) continue;
    await insertBaseline(client, kind, learned, now);
    learnedKinds.push(kind);
  }
  return learnedKinds;
}
