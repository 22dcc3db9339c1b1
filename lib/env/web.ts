/** The settings of the web process. */
import { z } from 'zod';
import type { ConfigFile } from '#lib/env/config-file.ts';
import type { ConventionSettings } from '#lib/env/conventions.ts';
import { urlOf } from '#lib/env/doors.ts';
import { required, url } from '#lib/env/fields.ts';
import type { MaskingConfig } from '#lib/env/masking.ts';
import { environment, once, readText } from '#lib/env/process.ts';
import type { Environment, ReadText } from '#lib/env/settings.ts';
import { CommonVariables, conventionsOf, DATABASE_URL_EXAMPLE, limits, LimitVariables, readParts, settled, WebVariables, type Limits, type LogLevel } from '#lib/env/shared.ts';

export interface WebSettings {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly token: string | null;
  readonly logLevel: LogLevel;
  /** Where the collector's own API is reached, without a slash at the end. */
  readonly collectorUrl: string;
  /** The configuration file that was read; null where there is none. */
  readonly configFile: string | null;
  /** Read besides the known ones. */
  readonly conventions: ConventionSettings;
  /** What the collector masks before it is stored; the key of the hashes is not told here. */
  readonly masking: MaskingConfig;
  /** Where replays may write to, and how long what they sent is watched at least. */
  readonly replays: ConfigFile['replays'];
  /** Beside the known ones: what makes up for what failed. */
  readonly compensations: ConfigFile['compensations'];
  readonly limits: Limits;
  /** The file in which the demo says which faults it plays; null where no demo runs. */
  readonly demoStatePath: string | null;
  /** Where Throughline's own spans go; null exports none. */
  readonly tracingEndpoint: string | null;
}

const Variables = z.object({
  ...CommonVariables.shape,
  ...WebVariables.shape,
  ...LimitVariables.shape,
  DATABASE_URL: required(url('postgresql', 'postgres'), DATABASE_URL_EXAMPLE, 'the web needs a database (`npm start` brings one and sets this)'),
});

/** Throws `SettingsError` with every fault. */
export function parseWebSettings(env: Environment, read: ReadText): WebSettings {
  const parts = readParts(Variables, ['HOST'], env, read);
  const [variables, file] = settled(parts.faults, parts.variables, parts.file);
  return {
    host: variables.HOST,
    port: variables.PORT,
    databaseUrl: variables.DATABASE_URL,
    token: variables.THROUGHLINE_TOKEN,
    logLevel: variables.THROUGHLINE_LOG_LEVEL,
    collectorUrl: urlOf(variables.COLLECTOR_HOST, variables.COLLECTOR_PORT),
    configFile: parts.configFile,
    conventions: conventionsOf(file),
    masking: file.masking,
    replays: file.replays,
    compensations: file.compensations,
    limits: limits(variables, file),
    demoStatePath: variables.THROUGHLINE_DEMO_STATE,
    tracingEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
}

export const webSettings = once(() => parseWebSettings(environment(), readText));
