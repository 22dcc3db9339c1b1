/** What more than one process reads, and how their parts are put together. */
import { z } from 'zod';
import { parseConfigFile, type ConfigFile } from '#lib/env/config-file.ts';
import type { ConventionSettings } from '#lib/env/conventions.ts';
import { doorFaults } from '#lib/env/doors.ts';
import { host, integer, oneOf, optional, path, port, portOrOff, text, token, url } from '#lib/env/fields.ts';
import { maskingKey } from '#lib/env/masking.ts';
import { checkSettings, SettingsError, type Checked, type Environment, type Fault, type ReadText } from '#lib/env/settings.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export const CommonVariables = z.object({
  THROUGHLINE_TOKEN: optional(token, '$(openssl rand -hex 24)', null),
  THROUGHLINE_DATA_DIR: optional(path, '/var/lib/throughline', path('.throughline') as string),
  THROUGHLINE_CONFIG: optional(path, '/etc/throughline.config.json', null),
  THROUGHLINE_LOG_LEVEL: optional(oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), 'debug', 'info' as const),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(url('http', 'https'), 'http://127.0.0.1:4318', null),
  COLLECTOR_HOST: optional(host, '127.0.0.1', '127.0.0.1'),
  COLLECTOR_PORT: optional(port, '4320', 4320),
});

export const DATABASE_URL_EXAMPLE = 'postgresql://throughline:secret@db.example:5432/throughline';

export const WebVariables = z.object({
  HOST: optional(host, '127.0.0.1', '127.0.0.1'),
  PORT: optional(port, '3000', 3000),
  THROUGHLINE_DEMO_STATE: optional(path, '.throughline/demo.json', null),
});

export const CollectorVariables = z.object({
  OTLP_HOST: optional(host, '127.0.0.1', '127.0.0.1'),
  OTLP_HTTP_PORT: optional(portOrOff, '4318', 4318),
  OTLP_GRPC_PORT: optional(portOrOff, '4317', 4317),
  THROUGHLINE_MASKING_KEY: optional(maskingKey, '$(openssl rand -hex 32)', null),
});

export const CliVariables = z.object({
  CHROMIUM: optional(text, '/usr/bin/chromium', null),
  CI: optional((value) => !/^(false|0)$/i.test(value), 'true', false),
});

export const LimitVariables = z.object({
  RETENTION_DAYS: optional(integer(1, 3650, 'days'), '7', null),
  PAYLOAD_LIMIT_BYTES: optional(integer(0, 64 * 1024 * 1024, 'bytes'), '65536', null),
  HUB_LIMIT: optional(integer(10, 10_000_000, 'records'), '10000', null),
  LAG_INTERVAL_SECONDS: optional(integer(1, 3600, 'seconds'), '10', null),
  LAG_FLOOR_MESSAGES: optional(integer(0, Number.MAX_SAFE_INTEGER, 'messages'), '100', null),
  LAG_FLOOR_SECONDS: optional(integer(0, 86_400 * 30, 'seconds'), '30', null),
  STALL_SECONDS: optional(integer(1, 86_400 * 30, 'seconds'), '300', null),
});

/** Bounds that operators may move. Variables win over the file. */
export interface Limits {
  readonly retentionDays: number;
  /** Of a payload, as much is kept in the database; the rest stays with the broker. */
  readonly payloadLimitBytes: number;
  /** A key of more records than this joins nothing. */
  readonly hubLimit: number;
  /** Records that one flow's picture shows at most. */
  readonly displayLimit: number;
  readonly lagIntervalSeconds: number;
  /** A lag up to so many messages, or seconds, is no fault of a group; of both that are set it must be within both. Null: not set. */
  readonly lagFloorMessages: number | null;
  readonly lagFloorSeconds: number | null;
  readonly stallSeconds: number;
}

export function limits(variables: z.output<typeof LimitVariables>, file: ConfigFile): Limits {
  return {
    retentionDays: variables.RETENTION_DAYS ?? file.limits.retentionDays ?? 7,
    payloadLimitBytes: variables.PAYLOAD_LIMIT_BYTES ?? file.limits.payloadLimitBytes ?? 65_536,
    hubLimit: variables.HUB_LIMIT ?? file.limits.hubLimit ?? 10_000,
    displayLimit: file.limits.displayLimit ?? 10_000,
    lagIntervalSeconds: variables.LAG_INTERVAL_SECONDS ?? file.limits.lagIntervalSeconds ?? 10,
    lagFloorMessages: variables.LAG_FLOOR_MESSAGES ?? file.limits.lagFloorMessages ?? null,
    lagFloorSeconds: variables.LAG_FLOOR_SECONDS ?? file.limits.lagFloorSeconds ?? null,
    stallSeconds: variables.STALL_SECONDS ?? file.limits.stallSeconds ?? 300,
  };
}

export const conventionsOf = ({ conventions, deadLetterTopics, retryTopics }: ConfigFile): ConventionSettings => ({ ...conventions, deadLetterTopics, retryTopics });

const DEFAULT_CONFIG = 'throughline.config.json';

export interface Parts<S extends z.ZodObject> {
  readonly variables: Checked<z.output<S>>;
  readonly file: Checked<ConfigFile>;
  /** The configuration file that was read; null where there is none. */
  readonly configFile: string | null;
  /** All that is wrong with the variables, the doors and the file. */
  readonly faults: readonly Fault[];
}

/** Checks a process's variables, its doors and the configuration file. `doors` names the variables that are hosts to listen on. */
export function readParts<S extends z.ZodObject>(schema: S, doors: readonly (keyof z.output<S> & string)[], env: Environment, readText: ReadText): Parts<S> {
  const variables = checkSettings(schema, env);
  const { file, configFile } = readConfigFile(env, readText);
  const faults = [...faultsOf(variables), ...faultsOf(file)];
  // Checked on what was given, so that a fault elsewhere does not hide an open door.
  const hosts = Object.fromEntries(doors.map((name) => [name, env[name]?.trim() || '127.0.0.1']));
  const open = doorFaults(hosts, env['THROUGHLINE_TOKEN']?.trim() || null);
  return { variables, file, configFile, faults: [...faults, ...open.filter((door) => !faults.some((fault) => fault.name === door.name))] };
}

/** The value, once nothing is wrong anywhere; else throws `SettingsError` with every fault. */
export function settled<T extends readonly Checked<unknown>[]>(faults: readonly Fault[], ...checked: T): { [I in keyof T]: T[I] extends Checked<infer V> ? V : never } {
  if (faults.length > 0) throw new SettingsError(faults);
  return checked.map((one) => {
    if (!one.ok) throw new SettingsError(one.faults);
    return one.value;
  }) as { [I in keyof T]: T[I] extends Checked<infer V> ? V : never };
}

export const faultsOf = (checked: Checked<unknown>): readonly Fault[] => (checked.ok ? [] : checked.faults);

function readConfigFile(env: Environment, readText: ReadText): Pick<Parts<z.ZodObject>, 'file' | 'configFile'> {
  const named = env['THROUGHLINE_CONFIG']?.trim() || null;
  const name = named ?? DEFAULT_CONFIG;
  try {
    return { file: parseConfigFile(name, readText(name)), configFile: name };
  } catch (error) {
    if (named === null && isMissing(error)) return { file: parseConfigFile(name, null), configFile: null };
    const problem = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    const fault = { name: named === null ? name : 'THROUGHLINE_CONFIG', problem, example: 'THROUGHLINE_CONFIG=/etc/throughline.config.json' };
    return { file: { ok: false, faults: [fault] }, configFile: name };
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
