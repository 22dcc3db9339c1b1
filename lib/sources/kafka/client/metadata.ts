/**
 * Metadata requests of version 10, which kafkajs does not speak: they name the id of each topic (KIP-516), by which a
 * topic that was deleted and created again is told from the one before. Older brokers are asked as kafkajs does.
 */
interface Encoder {
  writeUVarInt(value: number): Encoder;
  writeUVarIntString(value: string): Encoder;
  writeBoolean(value: boolean): Encoder;
  writeBuffer(bytes: Buffer): Encoder;
}

interface Decoder {
  readonly buffer: Buffer;
  offset: number;
  readInt16(): number;
  readInt32(): number;
  readBoolean(): boolean;
  readUVarInt(): number;
  readUVarIntString(): string | null;
  readTaggedFields(): unknown;
}

interface Partition {
  readonly partitionErrorCode: number;
  readonly partitionId: number;
  readonly leader: number;
  readonly topicId: string;
}

interface Metadata {
  readonly topicMetadata: readonly { readonly topicErrorCode: number; readonly partitionMetadata: readonly Partition[] }[];
}

interface Versions {
  readonly versions: readonly string[];
  protocol(choice: { version: number }): (options: { topics: readonly string[]; allowAutoTopicCreation?: boolean }) => unknown;
}

const VERSION = 10;
const NIL_TOPIC_ID = Buffer.alloc(16);
// Leader, replica or listener not available: the partition is offline, and that is no reason to read none of the others.
const OFFLINE = new Set([5, 9, 72]);

/** What kafkajs's definition of the Metadata request is to be. */
export function metadataVersions(require: NodeJS.Require): Versions {
  const Encoder = require('kafkajs/src/protocol/encoder') as new () => Encoder;
  const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => Decoder;
  const { createErrorFromCode } = require('kafkajs/src/protocol/error') as { createErrorFromCode(code: number): Error };
  const known: Versions = { ...(require('kafkajs/src/protocol/requests/metadata') as Versions) };

  const encode = (topics: readonly string[], allowAutoTopicCreation: boolean) => async (): Promise<Encoder> => {
    const body = new Encoder().writeUVarInt(0); // tagged fields of the request header
    body.writeUVarInt(topics.length === 0 ? 0 : topics.length + 1); // none asked for: all
    for (const topic of topics) body.writeBuffer(NIL_TOPIC_ID).writeUVarIntString(topic).writeUVarInt(0);
    return body.writeBoolean(allowAutoTopicCreation).writeBoolean(false).writeBoolean(false).writeUVarInt(0);
  };
  const decode = async (raw: Buffer): Promise<Metadata> => decodeMetadata(new Decoder(raw));
  const parse = async (metadata: Metadata): Promise<Metadata> => {
    const codes = metadata.topicMetadata.flatMap((topic) => [topic.topicErrorCode, ...topic.partitionMetadata.map((partition) => partition.partitionErrorCode).filter((code) => !OFFLINE.has(code))]);
    const failed = codes.find((code) => code !== 0);
    if (failed !== undefined) throw createErrorFromCode(failed);
    return metadata;
  };
  return {
    versions: [...known.versions.filter((version) => Number(version) < 7), String(VERSION)],
    protocol: ({ version }) =>
      version < VERSION
        ? known.protocol({ version: Math.min(version, 6) })
        : ({ topics, allowAutoTopicCreation = true }) => ({
            request: { apiKey: 3, apiVersion: VERSION, apiName: 'Metadata', encode: encode(topics, allowAutoTopicCreation) },
            response: { decode, parse },
          }),
  };
}

function decodeMetadata(decoder: Decoder) {
  decoder.readTaggedFields();
  const clientSideThrottleTime = decoder.readInt32();
  const brokers = array(decoder, () => {
    const broker = { nodeId: decoder.readInt32(), host: decoder.readUVarIntString(), port: decoder.readInt32(), rack: decoder.readUVarIntString() };
    decoder.readTaggedFields();
    return broker;
  });
  const clusterId = decoder.readUVarIntString();
  const controllerId = decoder.readInt32();
  const topicMetadata = array(decoder, () => decodeTopic(decoder));
  return { throttleTime: 0, clientSideThrottleTime, brokers, clusterId, controllerId, topicMetadata };
}

function decodeTopic(decoder: Decoder) {
  const topicErrorCode = decoder.readInt16();
  const topic = decoder.readUVarIntString();
  const topicId = decoder.buffer.toString('hex', decoder.offset, decoder.offset + 16);
  decoder.offset += 16;
  const isInternal = decoder.readBoolean();
  const partitionMetadata = array(decoder, () => decodePartition(decoder, topicId));
  decoder.readInt32(); // authorized operations, not asked for
  decoder.readTaggedFields();
  return { topicErrorCode, topic, isInternal, partitionMetadata };
}

function decodePartition(decoder: Decoder, topicId: string) {
  const partition = {
    topicId,
    partitionErrorCode: decoder.readInt16(),
    partitionId: decoder.readInt32(),
    leader: decoder.readInt32(),
    leaderEpoch: decoder.readInt32(),
    replicas: array(decoder, () => decoder.readInt32()),
    isr: array(decoder, () => decoder.readInt32()),
    offlineReplicas: array(decoder, () => decoder.readInt32()),
  };
  decoder.readTaggedFields();
  return partition;
}

function array<T>(decoder: Decoder, item: () => T): T[] {
  const length = decoder.readUVarInt() - 1;
  const items: T[] = [];
  for (let index = 0; index < length; index++) items.push(item());
  return items;
}
