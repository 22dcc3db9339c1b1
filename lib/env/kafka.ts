/** Kafka sources: the list of the configuration file, and the variables as the short form for one source called `kafka`. */
import { z } from 'zod';
import type { ConfigFile, KafkaSourceConfig } from '#lib/env/config-file.ts';
import { brokers, flag, namePatterns, oneOf, optional, text, type NamePattern } from '#lib/env/fields.ts';
import { checkSettings, type Checked, type Environment, type Fault, type ReadText } from '#lib/env/settings.ts';

export interface KafkaSourceSettings {
  readonly name: string;
  readonly brokers: readonly string[];
  /** PEM texts where files were named; `true` trusts what the system trusts. */
  readonly ssl: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl: { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string } | null;
  readonly clientId: string;
  readonly groupId: string;
  /** Where a topic begins that was there before Throughline; topics that appear later are read from their beginning. */
  readonly start: 'earliest' | 'latest';
  /** Null reads every topic that is not excluded. */
  readonly topics: readonly NamePattern[] | null;
  /** Besides the internal ones, which the source itself leaves out. */
  readonly topicsExclude: readonly NamePattern[];
}

const KafkaVariables = z.object({
  KAFKA_BROKERS: optional(brokers, '10.0.0.1:9092,10.0.0.2:9092', null),
  KAFKA_SSL: optional(flag, 'true', null),
  KAFKA_SSL_CA: optional(text, '/etc/ssl/kafka-ca.pem', null),
  KAFKA_SASL_MECHANISM: optional(oneOf('plain', 'scram-sha-256', 'scram-sha-512'), 'scram-sha-256', null),
  KAFKA_USERNAME: optional(text, 'throughline', null),
  KAFKA_PASSWORD: optional(text, '…', null),
  KAFKA_CLIENT_ID: optional(text, 'throughline', 'throughline'),
  KAFKA_GROUP_ID: optional(text, 'throughline', 'throughline'),
  KAFKA_START: optional(oneOf('earliest', 'latest'), 'latest', 'earliest' as const),
  KAFKA_TOPICS: optional(namePatterns, 'orders,/^payments\\./', null),
  KAFKA_TOPICS_EXCLUDE: optional(namePatterns, '/^tmp-/', []),
});
type KafkaVariables = z.output<typeof KafkaVariables>;

/** Checks the variables and puts the sources together. `file` may be one that could not be read: its own faults are told elsewhere. */
export function readKafka(env: Environment, file: Checked<ConfigFile>, readText: ReadText): Checked<readonly KafkaSourceSettings[]> {
  const variables = checkSettings(KafkaVariables, env);
  return variables.ok ? kafkaSources(variables.value, file.ok ? file.value.kafka : [], readText) : variables;
}

function kafkaSources(variables: KafkaVariables, listed: readonly KafkaSourceConfig[], readText: ReadText): Checked<readonly KafkaSourceSettings[]> {
  const faults: Fault[] = saslFaults(variables);
  const configs = variables.KAFKA_BROKERS === null ? listed : [shortForm(variables, variables.KAFKA_BROKERS), ...listed];

  for (const name of new Set(configs.map((config) => config.name).filter((one, index, all) => all.indexOf(one) !== index))) {
    faults.push({ name: `kafka source "${name}"`, problem: 'is there twice; KAFKA_BROKERS makes a source called kafka', example: '"name": "kafka-eu"' });
  }
  const sources = configs.map(({ ssl, topics, ...rest }): KafkaSourceSettings => ({
    ...rest,
    topics: topics.length === 0 ? null : topics,
    ssl: typeof ssl === 'boolean' ? ssl : pemTexts(ssl, rest.name, readText, faults),
  }));
  return faults.length === 0 ? { ok: true, value: sources } : { ok: false, faults };
}

function shortForm(variables: KafkaVariables, brokers: readonly string[]): KafkaSourceConfig {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password, KAFKA_SSL_CA: ca } = variables;
  return {
    name: 'kafka',
    brokers,
    ssl: ca === null ? (variables.KAFKA_SSL ?? false) : { ca },
    sasl: mechanism !== null && username !== null && password !== null ? { mechanism, username, password } : null,
    clientId: variables.KAFKA_CLIENT_ID,
    groupId: variables.KAFKA_GROUP_ID,
    start: variables.KAFKA_START,
    topics: variables.KAFKA_TOPICS ?? [],
    topicsExclude: variables.KAFKA_TOPICS_EXCLUDE,
  };
}

/** The three belong together: half of them would connect without a login, which is not what was meant. */
function saslFaults(variables: KafkaVariables): Fault[] {
  const faults: Fault[] = [];
  const names = ['KAFKA_SASL_MECHANISM', 'KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const;
  const set = names.filter((name) => variables[name] !== null);
  if (set.length > 0) {
    for (const name of names.filter((one) => variables[one] === null)) {
      faults.push({ name, problem: `is not set, though ${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'}`, example: `${name}=${name === 'KAFKA_SASL_MECHANISM' ? 'scram-sha-256' : '…'}` });
    }
  }
  if (variables.KAFKA_SSL === false && variables.KAFKA_SSL_CA !== null) {
    faults.push({ name: 'KAFKA_SSL', problem: 'is false, though KAFKA_SSL_CA is set', example: 'KAFKA_SSL=true' });
  }
  return faults;
}

function pemTexts(files: { readonly ca?: string; readonly cert?: string; readonly key?: string }, source: string, readText: ReadText, faults: Fault[]) {
  const texts: { ca?: string; cert?: string; key?: string } = {};
  for (const part of ['ca', 'cert', 'key'] as const) {
    const path = files[part];
    if (path === undefined) continue;
    try {
      texts[part] = readText(path);
    } catch (error) {
      faults.push({ name: `kafka source "${source}": ssl.${part}`, problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}`, example: '/etc/ssl/kafka-ca.pem' });
    }
  }
  return texts;
}
