/** The thread of the rollup; see `RollupThread`. */
import { parentPort, workerData } from 'node:worker_threads';
import { maskingOf } from '#lib/collector/masking.ts';
import { RollupLoop } from '#lib/collector/rollup-loop.ts';
import type { FromRollup, RollupWork, ToRollup } from '#lib/collector/rollup-thread.ts';
import { WorkAhead } from '#lib/collector/work-ahead.ts';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import { yieldToOthers } from '#lib/collector/thread-priority.ts';
import { plainError } from '#lib/telemetry/plain-error.ts';
import { exportOwnSpans } from '#lib/telemetry/own-spans.ts';

const { database, conventions, masking: maskingSettings, tracingEndpoint, ahead: aheadMemory, ...options } = workerData as RollupWork;
const ahead = new WorkAhead(aheadMemory);
const tell = (message: FromRollup): void => parentPort?.postMessage(message);

/** The process writes the log, in which what is masked is masked. An error is told in words: as an object it would lose its code. */
const logger = (level: 'warn' | 'error') => ({ err, ...fields }: { readonly err?: unknown; readonly [field: string]: unknown }, message: string): void =>
  tell({ kind: 'log', level, fields: err === undefined ? fields : { ...fields, err: plainError(err) }, message });

// What is stored can be read at once, and derived later: storing goes first.
yieldToOthers();
const flushSpans = await exportOwnSpans(tracingEndpoint, 'collector');
const rollup = new RollupLoop(database, {
  ...options,
  conventions: configuredConventions(conventions),
  log: { warn: logger('warn'), error: logger('error') },
  rolling: (rolling) => tell({ kind: 'rolling', rolling }),
  othersWait: () => ahead.isUnderWay,
  clean: maskingOf(maskingSettings)?.text ?? String,
  failing: (reason) => tell({ kind: 'failing', reason }),
  passed: (seconds) => tell({ kind: 'passed', seconds }),
  attempting: (attempt) => tell({ kind: 'attempting', attempt }),
});
rollup.start();

parentPort?.on('message', (message: ToRollup) => {
  if (message === 'wake') return rollup.wake();
  // Without a port nothing keeps the thread.
  void rollup.stop().then(flushSpans).then(() => parentPort?.close());
});
