/** The settings of the collector. */
import { z } from 'zod';
import type { ConfigFile } from '#lib/env/config-file.ts';
import type { ConventionSettings } from '#lib/env/conventions.ts';
import { readKafka, type KafkaSourceSettings } from '#lib/env/kafka.ts';
import { environment, once, readText } from '#lib/env/process.ts';
import { required, url } from '#lib/env/fields.ts';
import type { MaskingConfig } from '#lib/env/masking.ts';
import type { Environment, ReadText } from '#lib/env/settings.ts';
import { CollectorVariables, CommonVariables, conventionsOf, DATABASE_URL_EXAMPLE, faultsOf, limits, LimitVariables, readParts, settled, type Limits, type LogLevel } from '#lib/env/shared.ts';

export interface CollectorSettings {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly token: string | null;
  readonly logLevel: LogLevel;
  /** A port that is null is turned off. */
  readonly otlp: { readonly host: string; readonly httpPort: number | null; readonly grpcPort: number | null };
  /** The collector's own API, /health and /metrics. */
  readonly api: { readonly host: string; readonly port: number };
  readonly kafka: readonly KafkaSourceSettings[];
  /** Read besides the known ones. */
  readonly conventions: ConventionSettings;
  /** What is masked before it is stored. The key of the hashes; null takes the one in the data folder, which is made when it is first needed. */
  readonly masking: MaskingConfig;
  readonly maskingKey: string | null;
  /** Which type of event undoes which. */
  readonly compensations: ConfigFile['compensations'];
  /** Where replays may write to, and how long what they sent is watched at least. */
  readonly replays: ConfigFile['replays'];
  readonly limits: Limits;
  /** Where Throughline's own spans go; null exports none. */
  readonly tracingEndpoint: string | null;
}

const Variables = z.object({
  ...CommonVariables.shape,
  ...CollectorVariables.shape,
  ...LimitVariables.shape,
  DATABASE_URL: required(url('postgresql', 'postgres'), DATABASE_URL_EXAMPLE, 'the collector needs a database (`npm start` brings one and sets this)'),
});

/** Throws `SettingsError` with every fault. */
export function parseCollectorSettings(env: Environment, read: ReadText): CollectorSettings {
  const parts = readParts(Variables, ['OTLP_HOST', 'COLLECTOR_HOST'], env, read);
  const sources = readKafka(env, parts.file, read);
  const [variables, file, kafka] = settled([...parts.faults, ...faultsOf(sources)], parts.variables, parts.file, sources);
  return {
    databaseUrl: variables.DATABASE_URL,
    dataDir: variables.THROUGHLINE_DATA_DIR,
    token: variables.THROUGHLINE_TOKEN,
    logLevel: variables.THROUGHLINE_LOG_LEVEL,
    otlp: { host: variables.OTLP_HOST, httpPort: variables.OTLP_HTTP_PORT, grpcPort: variables.OTLP_GRPC_PORT },
    api: { host: variables.COLLECTOR_HOST, port: variables.COLLECTOR_PORT },
    kafka,
    conventions: conventionsOf(file),
    masking: file.masking,
    maskingKey: variables.THROUGHLINE_MASKING_KEY,
    compensations: file.compensations,
    replays: file.replays,
    limits: limits(variables, file),
    tracingEndpoint: variables.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
}

export const collectorSettings = once(() => parseCollectorSettings(environment(), readText));
