/** The settings of what starts the others. `parseStartSettings` checks all that the children will read, so that a fault is told before anything runs. */
import { z } from 'zod';
import { urlOf } from '#lib/env/doors.ts';
import { optional, url } from '#lib/env/fields.ts';
import { readKafka, type KafkaSourceSettings } from '#lib/env/kafka.ts';
import { environment, once } from '#lib/env/process.ts';
import { parseSettings, type Environment, type Fault, type ReadText } from '#lib/env/settings.ts';
import { CliVariables, CollectorVariables, CommonVariables, DATABASE_URL_EXAMPLE, faultsOf, LimitVariables, readParts, settled, WebVariables } from '#lib/env/shared.ts';

export interface StartSettings {
  readonly host: string;
  readonly port: number;
  /** Where a browser on this machine opens it, without a slash at the end. */
  readonly url: string;
  /** Null starts the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly token: string | null;
  readonly otlp: { readonly host: string; readonly httpPort: number | null; readonly grpcPort: number | null };
  /** Its own API; `url` is how this machine reaches it. */
  readonly collector: { readonly host: string; readonly port: number; readonly url: string };
  readonly kafka: readonly KafkaSourceSettings[];
}

const StartVariables = z.object({
  ...CommonVariables.shape,
  ...WebVariables.shape,
  ...CollectorVariables.shape,
  ...LimitVariables.shape,
  DATABASE_URL: optional(url('postgresql', 'postgres'), DATABASE_URL_EXAMPLE, null),
});

/** Throws `SettingsError` with every fault. */
export function parseStartSettings(env: Environment, read: ReadText): StartSettings {
  const parts = readParts(StartVariables, ['HOST', 'OTLP_HOST', 'COLLECTOR_HOST'], env, read);
  const sources = readKafka(env, parts.file, read);
  const clashes = parts.variables.ok ? portClashes(parts.variables.value) : [];
  const [variables, kafka] = settled([...parts.faults, ...clashes, ...faultsOf(sources)], parts.variables, sources);
  return {
    host: variables.HOST,
    port: variables.PORT,
    url: urlOf(variables.HOST, variables.PORT),
    databaseUrl: variables.DATABASE_URL,
    dataDir: variables.THROUGHLINE_DATA_DIR,
    token: variables.THROUGHLINE_TOKEN,
    otlp: { host: variables.OTLP_HOST, httpPort: variables.OTLP_HTTP_PORT, grpcPort: variables.OTLP_GRPC_PORT },
    collector: { host: variables.COLLECTOR_HOST, port: variables.COLLECTOR_PORT, url: urlOf(variables.COLLECTOR_HOST, variables.COLLECTOR_PORT) },
    kafka,
  };
}

function portClashes(variables: z.output<typeof StartVariables>): Fault[] {
  const names = ['PORT', 'OTLP_HTTP_PORT', 'OTLP_GRPC_PORT', 'COLLECTOR_PORT'] as const;
  return names.flatMap((name, index) => {
    const taker = names.slice(0, index).find((earlier) => variables[earlier] !== null && variables[earlier] === variables[name]);
    return taker === undefined ? [] : [{ name, problem: `${variables[name]} is the port that ${taker} has already`, example: null }];
  });
}

export interface CliSettings {
  /** Absolute. */
  readonly dataDir: string;
  /** The user's own choice of browser for the tests. */
  readonly chromium: string | null;
  readonly ci: boolean;
}

const CliOnly = z.object({ THROUGHLINE_DATA_DIR: CommonVariables.shape.THROUGHLINE_DATA_DIR, ...CliVariables.shape });

/** Throws `SettingsError` with every fault. */
export function parseCliSettings(env: Environment): CliSettings {
  const variables = parseSettings(CliOnly, env);
  return { dataDir: variables.THROUGHLINE_DATA_DIR, chromium: variables.CHROMIUM, ci: variables.CI };
}

export const cliSettings = once(() => parseCliSettings(environment()));
