/** Kafka Connect in standalone mode, which writes the messages of a topic to a file, for each of its sinks. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#lib/cli/free-port.ts';
import { buildClient } from './build.ts';
import { startJava, type JavaClient } from './java-client.ts';

export interface Archive extends JavaClient {
  /** What a sink could handle, a line each. */
  readonly fileOf: (sink: string) => string;
}

export interface Sink {
  /** The connector, and so its consumer group, `connect-<name>`. */
  readonly name: string;
  readonly topic: string;
  /** What is no JSON, or no JSON object, goes there. */
  readonly deadLetterTopic: string;
  /** Whether the headers of a dead letter tell why, and where it came from. */
  readonly tells: boolean;
}

const properties = (entries: Readonly<Record<string, string>>): string => Object.entries(entries).map(([name, value]) => `${name}=${value}\n`).join('');

/** Its topics must be there. `folder` takes its files, its log and its settings. */
export async function startArchive({ brokers, folder, sinks }: { readonly brokers: string; readonly folder: string; readonly sinks: readonly Sink[] }): Promise<Archive> {
  const at = (file: string): string => join(folder, file);
  const fileOf = (sink: string): string => at(`${sink}.txt`);
  const classPath = await buildClient('connect');
  const worker = properties({
    'bootstrap.servers': brokers,
    'listeners': `HTTP://127.0.0.1:${await freePort()}`,
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'offset.storage.file.filename': at('offsets'),
    'offset.flush.interval.ms': '500',
    'plugin.discovery': 'service_load',
  });
  const files = [[at('worker.properties'), worker], ...sinks.map((sink) => [at(`${sink.name}.properties`), sinkProperties(sink, fileOf(sink.name))])] as const;
  await Promise.all(files.map(([file = '', text = '']) => writeFile(file, text)));
  return { ...startJava(classPath, ['org.apache.kafka.connect.cli.ConnectStandalone', ...files.map(([file = '']) => file)], at('archive.log')), fileOf };
}

const sinkProperties = ({ name, topic, deadLetterTopic, tells }: Sink, file: string): string =>
  properties({
    name, file,
    'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
    'topics': topic,
    'transforms': 'mark',
    'transforms.mark.type': 'org.apache.kafka.connect.transforms.InsertField$Value',
    'transforms.mark.static.field': 'archived',
    'transforms.mark.static.value': 'yes',
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': deadLetterTopic,
    'errors.deadletterqueue.topic.replication.factor': '1',
    'errors.deadletterqueue.context.headers.enable': String(tells),
  });
