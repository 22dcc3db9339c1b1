/** The collector's process. */
import { setFlagsFromString } from 'node:v8';
import { startCollector } from '#lib/collector/collector.ts';
import { maskedLine, maskingOf } from '#lib/collector/masking.ts';
import { openLog } from '#lib/telemetry/log.ts';
import { exportOwnSpans } from '#lib/telemetry/own-spans.ts';
import { collectorSettings } from '#lib/env/collector.ts';
import { SettingsError } from '#lib/env/settings.ts';

/** Longer than a batch takes; then the process ends whatever is under way, which is read again. */
const STOP_MS = 9000;

// By default the heap grows to four times what lives in it before it is swept: what is read in batches lives for a moment.
setFlagsFromString('--heap-growing-percent=50');

try {
  const settings = collectorSettings();
  const masking = maskingOf(settings);
  const log = openLog('collector', settings.logLevel, masking === null ? null : (line) => maskedLine(line, masking));
  const flushSpans = await exportOwnSpans(settings.tracingEndpoint, 'collector');
  const starting = startCollector(settings, log);

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_MS).unref();
    starting.then((collector) => collector.stop()).then(flushSpans).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the collector did not stop cleanly');
        process.exit(1);
      },
    );
  };
  // Heard from the first moment on: who is still joining a group must leave it too.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await starting;
} catch (error) {
  process.stderr.write(`${error instanceof SettingsError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
