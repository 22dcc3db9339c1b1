/**
 * The process of `npm run rebuild`: derives all flows again from the facts. A collector that runs meanwhile goes on ingesting,
 * and does the rollup; without one this process does it, and stands by when a collector holds the lock.
 */
import { maskingOf } from '#lib/collector/masking.ts';
import { RollupLoop } from '#lib/collector/rollup-loop.ts';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { collectorSettings } from '#lib/env/collector.ts';
import { SettingsError } from '#lib/env/settings.ts';
import { rebuild, type RebuildProgress } from '#lib/services/rollup/rebuild.ts';
import { microsNow } from '#lib/store/clock.ts';
import { openStore } from '#lib/store/store.ts';
import { openLog } from '#lib/telemetry/log.ts';

const REPORT_MS = 2000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  const settings = collectorSettings();
  const log = openLog('collector', settings.logLevel);
  const store = openStore({ url: settings.databaseUrl, application: 'throughline rebuild', poolSize: 3, onConnectionLost: (error) => log.warn({ err: error }, 'a database connection was lost') });
  const rollup = new RollupLoop(store, { conventions: configuredConventions(settings.conventions), hubLimit: settings.limits.hubLimit, compensations: settings.compensations, stallSeconds: settings.limits.stallSeconds, log, clean: maskingOf(settings)?.text ?? String });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

  const started = performance.now();
  let reportedAt = 0;
  const report = ({ portions, done, records }: RebuildProgress): void => {
    if (performance.now() - reportedAt < REPORT_MS && done < portions) return;
    reportedAt = performance.now();
    say(`      ${portions === 0 ? 100 : Math.floor((100 * done) / portions)}%   ${records.toLocaleString('en')} messages and traces`);
  };
  rollup.start();
  try {
    const { records, dropped } = await rebuild(store, { now: microsNow, report, signal: stopping.signal });
    say(`      ${records.toLocaleString('en')} messages and traces derived again in ${Math.round((performance.now() - started) / 1000)} s; ${dropped.toLocaleString('en')} flows without facts dropped`);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    say('      Stopped. What was derived until now is right; run it again for the rest.');
    process.exitCode = 130;
  } finally {
    await rollup.stop();
    await store.close();
  }
} catch (error) {
  say(error instanceof SettingsError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
