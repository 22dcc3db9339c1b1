/** What the web does when somebody plans a failure group and starts it at once, in a process of its own, which kills or stops itself before a statement that is chosen. */
import { writeSync } from 'node:fs';
import pg from 'pg';
import { ReplayRequest } from '#lib/contracts/replays.ts';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { noConventions } from '#lib/env/conventions.ts';
import { ServiceError } from '#lib/services/errors.ts';
import { planReplay } from '#lib/services/replays/plan-replay.ts';
import { startReplay } from '#lib/services/replays/start-replay.ts';
import { openQueryStore } from '#lib/store/query-store.ts';
import { collectorTopics } from '#lib/web/collector-topics.ts';

export interface StruckWeb {
  readonly url: string;
  readonly collectorUrl: string;
  readonly name: string;
  readonly failureGroup: string;
  readonly ratePerSecond: number;
  /** Before the statement of this number, counted from 1, it strikes itself. */
  readonly statement: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

const { url, collectorUrl, name, failureGroup, ratePerSecond, statement, signal } = JSON.parse(process.argv[2] ?? '{}') as StruckWeb;
const actor = { name, address: null };
const query = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => unknown;
let statements = 0;
Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...args: unknown[]): unknown {
  statements += 1;
  if (statements === statement) {
    writeSync(process.stdout.fd, `${signal} before statement ${statement}\n`);
    process.kill(process.pid, signal);
  }
  return query.apply(this, args);
});
process.on('disconnect', () => process.exit());

const store = openQueryStore({ url, application: `throughline test ${name}`, poolSize: 2, onConnectionLost: () => undefined });
try {
  const { id, total, state } = await planReplay(store, ReplayRequest.parse({ failureGroup, ratePerSecond, canary: false, reason: 'the stock is back' }), actor, { conventions: configuredConventions(noConventions()), allowed: null, ask: collectorTopics({ collectorUrl, token: null }) });
  if (state === 'planned') await startReplay(store, { id, actor }, total);
} catch (error) {
  // Another was first, or took what this one was about while it slept.
  if (!(error instanceof ServiceError) || error.code !== 'conflict') writeSync(process.stdout.fd, `failed: ${String(error)}\n`);
}
process.exit();
