import { withDatabase } from './database.ts';
import { places } from './places.ts';

/** As if 200 kits had been ordered, packed within a millisecond, and sent so long later. A kind is learned within minutes, which no test waits for. */
export async function learnKits(kind: string, { sentAfterMs }: { readonly sentAfterMs: number }): Promise<void> {
  const follower = (step: number, micros: number) => ({ step, together: 200, after: 200, p5: micros, p50: micros, p95: micros, p99: micros });
  const step = (type: string, followers: object[]) => ({ topic: 'audits', type, service: 'kits', group: null, count: 200, followed: followers.length > 0 ? 200 : 0, p50: 1000, p99: 1000, followers });
  const sent = follower(2, sentAfterMs * 1000);
  const learned = { flows: 200, steps: [step(kind, [follower(1, 1000), sent]), step('kit.packed', [sent]), step('kit.sent', [])] };
  await withDatabase(places().databaseUrl, (client) => client.query('INSERT INTO baseline (kind, made_at, flows, learned) VALUES ($1, 0, 200, $2)', [kind, JSON.stringify(learned)]));
}
