import { noConventions } from '#lib/env/conventions.ts';
import type { WebSettings } from '#lib/env/web.ts';
import { createContext, useContext, type WebContext } from '#lib/web/context.ts';

/** Settings for a test: the database is one that is away, unless said otherwise. */
export const settingsFor = (changes: Partial<WebSettings> = {}): WebSettings => ({
  host: '127.0.0.1',
  port: 3000,
  databaseUrl: 'postgresql://nobody@127.0.0.1:1/none',
  token: null,
  logLevel: 'silent',
  collectorUrl: 'http://127.0.0.1:4320',
  configFile: null,
  conventions: noConventions(),
  masking: { payloadOff: [], pointers: [], headers: [], attributes: [], patterns: [] },
  replays: { targets: null, watchSeconds: 60 },
  compensations: [],
  limits: { retentionDays: 7, payloadLimitBytes: 65_536, hubLimit: 10_000, displayLimit: 10_000, lagIntervalSeconds: 10, lagFloorMessages: null, lagFloorSeconds: null, stallSeconds: 300 },
  demoStatePath: null,
  tracingEndpoint: null,
  ...changes,
});

/** Makes the routes of this process use these settings. The caller closes the store. */
export function contextFor(changes: Partial<WebSettings> = {}): WebContext {
  const context = createContext(settingsFor(changes));
  useContext(context);
  return context;
}
