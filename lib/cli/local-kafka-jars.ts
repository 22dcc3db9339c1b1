/** Apache Kafka's jars, fetched once from Maven's repository into a shared folder. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runText } from '#lib/cli/local-kafka-command.ts';

export const KAFKA_VERSION = '4.1.0';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>throughline</groupId><artifactId>local-kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
`;

/** Throws with a sentence that says what to install, or how to go on without. */
export async function requireJava(): Promise<void> {
  // `java -version` answers on stderr: openjdk version "17.0.15" 2025-04-15
  const said = await runText('java', ['-version']).catch(() => null);
  const major = Number(said?.match(/version "(?:1\.)?(\d+)/)?.[1] ?? 0);
  if (major >= 17) return;
  const found = said === null ? 'no Java was found' : `the Java found is version ${major || 'unknown'}`;
  throw new Error(`The local Kafka needs Java 17 or newer, and ${found}. ${await advice('openjdk-17-jre-headless maven', 'openjdk@17 maven')}`);
}

/** Makes sure that `folder` holds the jars. Two processes may do it at once: whoever is first wins, and nobody ever sees half a folder. */
export async function ensureKafkaJars(folder: string, log: (line: string) => void): Promise<void> {
  if (existsSync(folder)) return;
  if ((await runText('mvn', ['-v']).catch(() => null)) === null) {
    throw new Error(`The local Kafka is fetched with Maven, and no Maven (mvn) was found. ${await advice('maven', 'maven')}`);
  }
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    log(`Fetching Apache Kafka ${KAFKA_VERSION} (46 jars, 45 MB, once) …`);
    await writeFile(join(work, 'pom.xml'), POM);
    await copyDependencies(work, log);
    await rename(join(work, 'jars'), folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    log(`Apache Kafka ${KAFKA_VERSION} is in ${folder}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function copyDependencies(work: string, log: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['-B', '-ntp', '-f', join(work, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'jars')}`, '-DincludeScope=runtime'];
    const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let copied = 0;
    let tail = '';
    const onText = (text: string): void => {
      tail = (tail + text).slice(-4000);
      const before = copied;
      copied += text.split('\n').filter((line) => line.includes('] Copying ')).length;
      if (Math.floor(copied / 15) > Math.floor(before / 15)) log(`  ${copied} of 46 jars`);
    };
    maven.stdout.setEncoding('utf8').on('data', onText);
    maven.stderr.setEncoding('utf8').on('data', onText);
    maven.on('error', reject);
    maven.on('close', (code) => {
      if (code === 0) return resolve();
      const faults = tail.split('\n').filter((line) => line.includes('ERROR')).slice(0, 3).join('\n');
      reject(new Error(`Maven could not fetch Apache Kafka ${KAFKA_VERSION}:\n${faults || tail}`));
    });
  });
}

async function advice(debian: string, brew: string): Promise<string> {
  const install = process.platform === 'darwin' ? `brew install ${brew}` : `apt-get install ${debian}`;
  const elsewhere = 'or set KAFKA_BROKERS to a cluster that runs';
  const docker = await runText('docker', ['info', '--format', '{{.ServerVersion}}']).catch(() => null);
  if (docker === null) return `Install it (${install}), ${elsewhere}.`;
  return `Install it (${install}), ${elsewhere}. Docker runs here, so this does too: docker run -d --name throughline-kafka -p 127.0.0.1:9092:9092 apache/kafka:${KAFKA_VERSION}, then KAFKA_BROKERS=127.0.0.1:9092.`;
}
