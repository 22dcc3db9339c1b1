/**
 * kafkajs with four of its parts replaced: how record batches are decoded, how aborted transactions are left out,
 * how metadata is asked for (topic ids; offline partitions harm no others), and how its request queue waits.
 * The parts are replaced in the module cache, so kafkajs stays as its authors published it on disk; messages keep
 * the form that other consumers in this process expect.
 */
import { createRequire } from 'node:module';
import type * as KafkaJs from 'kafkajs';
import { withoutAborted } from '#lib/sources/kafka/records/aborted.ts';
import { decodeFetched } from '#lib/sources/kafka/client/fetched.ts';
import { metadataVersions } from '#lib/sources/kafka/client/metadata.ts';

/** The parts of `RequestQueue` that are touched here. */
interface RequestQueue {
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  readonly pending: readonly unknown[];
  checkPendingRequests(): void;
}

const PENDING_CHECK_MS = 10;

const require = createRequire(import.meta.url);
const internal = (path: string): string => require.resolve(`kafkajs/src/${path}`);

/** What to load `kafkajs` from where messages are consumed. */
export const kafkajs = loadPatched();

function loadPatched(): typeof KafkaJs {
  Object.assign(require(internal('protocol/requests/metadata')), metadataVersions(require));
  Object.assign(require(internal('network/requestQueue')).prototype, { scheduleCheckPendingRequests });
  replace('protocol/requests/fetch/v4/decodeMessages', decodeFetched);
  replace('consumer/filterAbortedMessages', withoutAborted);
  for (const version of [4, 5, 7, 8, 11]) delete require.cache[internal(`protocol/requests/fetch/v${version}/response`)];
  return reload(['consumer/batch', 'consumer/consumerGroup', 'consumer', 'index', '../index'].map(internal));
}

/** Loads again what holds on to the replaced functions, and leaves whoever loaded kafkajs before with what they have: Node's loader insists on it. */
function reload(paths: readonly string[]): typeof KafkaJs {
  const before = paths.map((path) => [path, require.cache[path]] as const);
  for (const path of paths) delete require.cache[path];
  const patched = require('kafkajs') as typeof KafkaJs;
  for (const [path, module] of before) if (module !== undefined) require.cache[path] = module;
  return patched;
}

function replace(path: string, exported: unknown): void {
  require(internal(path));
  require.cache[internal(path)]!.exports = exported;
}

/** kafkajs sets this timer with a negative time whenever nothing is throttled, of which Node warns since version 24 (kafkajs#1751). */
function scheduleCheckPendingRequests(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId !== null) return;
  const throttledMs = this.throttledUntil - Date.now();
  if (throttledMs <= 0 && this.pending.length === 0) return;
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, throttledMs > 0 ? throttledMs : PENDING_CHECK_MS);
}
