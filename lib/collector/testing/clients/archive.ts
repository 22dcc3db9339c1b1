/** Kafka Connect in standalone mode, which writes messages of a topic to a file. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#lib/cli/free-port.ts';
import { buildClient } from './build.ts';
import { startJava, type JavaClient } from './java-client.ts';

export interface Archive extends JavaClient {
  /** What it could handle, a line each. */
  readonly file: string;
}

interface ArchiveOptions {
  readonly brokers: string;
  /** The connector, and so its consumer group, `connect-<name>`. */
  readonly name: string;
  readonly topic: string;
  /** What is no JSON, or no JSON object, goes there. */
  readonly deadLetterTopic: string;
  readonly folder: string;
}

const properties = (entries: Readonly<Record<string, string>>): string => Object.entries(entries).map(([name, value]) => `${name}=${value}\n`).join('');

/** Its topics must be there. `folder` takes its file, its log and its settings. */
export async function startArchive({ brokers, name, topic, deadLetterTopic, folder }: ArchiveOptions): Promise<Archive> {
  const at = (file: string): string => join(folder, file);
  const classPath = await buildClient('connect');
  await writeFile(at('worker.properties'), properties({
    'bootstrap.servers': brokers,
    'listeners': `HTTP://127.0.0.1:${await freePort()}`,
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
    'offset.storage.file.filename': at('offsets'),
    'offset.flush.interval.ms': '500',
    'plugin.discovery': 'service_load',
  }));
  await writeFile(at('sink.properties'), properties({
    'name': name,
    'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
    'topics': topic,
    'file': at('archive.txt'),
    'transforms': 'mark',
    'transforms.mark.type': 'org.apache.kafka.connect.transforms.InsertField$Value',
    'transforms.mark.static.field': 'archived',
    'transforms.mark.static.value': 'yes',
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': deadLetterTopic,
    'errors.deadletterqueue.topic.replication.factor': '1',
    'errors.deadletterqueue.context.headers.enable': 'true',
  }));
  return { ...startJava(classPath, ['org.apache.kafka.connect.cli.ConnectStandalone', at('worker.properties'), at('sink.properties')], at('archive.log')), file: at('archive.txt') };
}
