/** What every request of this process shares. Kept on globalThis, because Next loads modules more than once: per route, and anew in development. */
import type { Logger } from 'pino';
import { configuredConventions } from '#lib/core/conventions/configured.ts';
import type { Conventions } from '#lib/core/conventions/conventions.ts';
import { webSettings, type WebSettings } from '#lib/env/web.ts';
import { openQueryStore, type QueryStore } from '#lib/store/query-store.ts';
import { FlowThread } from '#lib/web/flow-thread/flow-thread.ts';
import { LiveHub } from '#lib/web/live/hub.ts';
import { openLog } from '#lib/telemetry/log.ts';
import { LoginAttempts } from '#lib/web/login-attempts.ts';
import { WebMetrics } from '#lib/web/metrics.ts';

export interface WebContext {
  readonly settings: WebSettings;
  /** By which spans are read, as the collector reads them: else a picture would not show what joined it. */
  readonly conventions: Conventions;
  readonly store: QueryStore;
  readonly log: Logger;
  readonly metrics: WebMetrics;
  readonly live: LiveHub;
  readonly loginAttempts: LoginAttempts;
  readonly flowThread: FlowThread;
}

/** Pages are mostly reads of a few milliseconds: more connections would only wait for the same cores. */
const POOL_SIZE = 5;

export function createContext(settings: WebSettings): WebContext {
  const log = openLog('web', settings.logLevel);
  const store = openQueryStore({
    url: settings.databaseUrl,
    application: 'throughline web',
    poolSize: POOL_SIZE,
    onConnectionLost: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  const metrics = new WebMetrics();
  const live = new LiveHub(store, metrics.streams);
  const flowThread = new FlowThread({ databaseUrl: settings.databaseUrl, conventions: settings.conventions, displayLimit: settings.limits.displayLimit });
  return { settings, conventions: configuredConventions(settings.conventions), store, log, metrics, live, loginAttempts: new LoginAttempts(), flowThread };
}

const KEY = Symbol.for('throughline.web.context');
const shared = globalThis as { [KEY]?: WebContext };

/** Throws `SettingsError` where the settings cannot be used. */
export function webContext(): WebContext {
  return (shared[KEY] ??= startContext());
}

/** For tests: what the routes of this process use instead. */
export function useContext(context: WebContext): void {
  shared[KEY] = context;
}

/** Longer than any answer takes. */
const STOP_MS = 5000;

/** Open streams keep the server from ending (Next waits for its connections), so they end at the first word of it. */
function startContext(): WebContext {
  const context = createContext(webSettings());
  const stop = (): void => {
    context.live.close();
    // Whoever was asked to end and did has not failed; Next would tell by which signal it was asked.
    process.once('exit', () => (process.exitCode = 0));
    // A connection on which an answer was under way is kept (Node closes the idle ones alone), and a page that asks on it again and again would keep the server for ever.
    setTimeout(() => process.exit(0), STOP_MS).unref();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  return context;
}
