/** Which versions of which requests are spoken, newest first. Older brokers get the older ones, and say less. */
import {
  consumerGroupDescribeV0, describeConfigsV1, describeConfigsV2, describeConfigsV3, describeConfigsV4, describeGroupsV0, describeGroupsV1, describeGroupsV2, describeGroupsV3, describeGroupsV4, describeGroupsV5,
  listGroupsV0, listGroupsV1, listGroupsV2, listGroupsV3, listGroupsV4, listGroupsV5,
  listOffsetsV1, listOffsetsV2, listOffsetsV3, listOffsetsV4, listOffsetsV5, listOffsetsV6, listOffsetsV7, listOffsetsV8, listOffsetsV9,
  metadataV1, metadataV10, metadataV11, metadataV12, metadataV5, metadataV7, metadataV9,
  offsetFetchV2, offsetFetchV3, offsetFetchV4, offsetFetchV5, offsetFetchV6, offsetFetchV7, offsetFetchV8, offsetFetchV9,
  type Connection,
} from '@platformatic/kafka';

/** A request in the versions that take the same arguments; a field that an older version does not have is undefined in its answer. */
export interface Request<A extends unknown[], R> {
  readonly key: number;
  readonly versions: readonly { readonly version: number; send(connection: Connection, ...args: A): Promise<R> }[];
}

interface Api {
  readonly api: { readonly key: number; readonly version: number; readonly async: (connection: Connection, ...args: never[]) => Promise<unknown> };
}

/** The one cast: the library types each version on its own, and `R` names only fields that all of these versions have, or marks them optional. */
function request<A extends unknown[], R>(versions: readonly Api[]): Request<A, R> {
  const sendable = versions.map(({ api }) => ({ version: api.version, send: api.async as unknown as (connection: Connection, ...args: A) => Promise<R> }));
  return { key: versions[0]?.api.key ?? -1, versions: sendable.toSorted((a, b) => b.version - a.version) };
}

export interface Metadata {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly topics: readonly {
    readonly errorCode: number;
    readonly name: string | null;
    /** Hexadecimal; undefined or all zeros where the broker is too old. */
    readonly topicId?: string;
    /** Bits by number; the least integer where nobody asked. Undefined where the broker is too old. */
    readonly topicAuthorizedOperations?: number;
    readonly partitions: readonly { readonly errorCode: number; readonly partitionIndex: number; readonly leaderId: number }[];
  }[];
}

export interface ListedGroups {
  readonly errorCode: number;
  readonly groups: readonly { readonly groupId: string; readonly protocolType: string; readonly groupState?: string; readonly groupType?: string }[];
}

export interface ClassicGroups {
  readonly groups: readonly {
    readonly errorCode: number;
    readonly groupId: string;
    readonly groupState: string;
    readonly protocolType: string;
    readonly members: readonly { readonly memberId: string; readonly groupInstanceId?: string | null; readonly clientId: string; readonly clientHost: string; readonly memberAssignment: Uint8Array | null }[];
  }[];
}

export interface ConsumerGroups {
  readonly groups: readonly {
    readonly errorCode: number;
    readonly groupId: string;
    readonly groupState: string;
    readonly members: readonly {
      readonly memberId: string;
      readonly instanceId: string | null;
      readonly clientId: string;
      readonly clientHost: string;
      readonly assignment: { readonly topicPartitions: readonly { readonly topicName: string; readonly partitions: readonly number[] }[] };
    }[];
  }[];
}

export interface DescribedConfigs {
  readonly results: readonly { readonly errorCode: number; readonly resourceName: string; readonly configs: readonly { readonly name: string; readonly value: string | null }[] }[];
}

export interface ConfigWanted {
  readonly resourceType: 2;
  readonly resourceName: string;
  readonly configurationKeys: string[];
}

interface FetchedTopic {
  readonly name: string;
  readonly partitions: readonly { readonly partitionIndex: number; readonly committedOffset: bigint; readonly errorCode: number }[];
}

export interface FetchedOffsets {
  readonly groups: readonly { readonly groupId: string; readonly errorCode: number; readonly topics: readonly FetchedTopic[] }[];
}

export interface FetchedOffsetsOfOne {
  readonly errorCode: number;
  readonly topics: readonly FetchedTopic[];
}

export interface ListedOffsets {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number; readonly errorCode: number; readonly offset: bigint }[] }[];
}

export interface OffsetsWanted {
  readonly name: string;
  readonly partitions: readonly { readonly partitionIndex: number; readonly currentLeaderEpoch: number; readonly timestamp: bigint }[];
}

export interface GroupWanted {
  readonly groupId: string;
  readonly memberId: null;
  readonly memberEpoch: -1;
  /** Null: all that it has. */
  readonly topics: null;
}

export const METADATA = request<[topics: string[] | null, allowAutoTopicCreation: boolean], Metadata>([metadataV12, metadataV11, metadataV10, metadataV9, metadataV7, metadataV5, metadataV1]);
export const LIST_GROUPS = request<[states: [], types: []], ListedGroups>([listGroupsV5, listGroupsV4, listGroupsV3, listGroupsV2, listGroupsV1, listGroupsV0]);
export const DESCRIBE_GROUPS = request<[groups: string[], operations: boolean], ClassicGroups>([describeGroupsV5, describeGroupsV4, describeGroupsV3, describeGroupsV2, describeGroupsV1, describeGroupsV0]);
/** KIP-848. */
export const DESCRIBE_CONSUMER_GROUPS = request<[groups: string[], operations: boolean], ConsumerGroups>([consumerGroupDescribeV0]);
export const FETCH_OFFSETS = request<[groups: GroupWanted[], requireStable: boolean], FetchedOffsets>([offsetFetchV9, offsetFetchV8]);
export const FETCH_OFFSETS_OF_ONE = request<[groups: GroupWanted[], requireStable: boolean], FetchedOffsetsOfOne>([offsetFetchV7, offsetFetchV6, offsetFetchV5, offsetFetchV4, offsetFetchV3, offsetFetchV2]);
export const LIST_OFFSETS = request<[replica: -1, isolation: 0, topics: OffsetsWanted[]], ListedOffsets>([listOffsetsV9, listOffsetsV8, listOffsetsV7, listOffsetsV6, listOffsetsV5, listOffsetsV4, listOffsetsV3, listOffsetsV2, listOffsetsV1]);
/** As `METADATA`, with what we may do to the topics. */
export const TOPIC_RIGHTS = request<[topics: string[], allowAutoTopicCreation: false, operations: true], Metadata>([metadataV12, metadataV11]);
export const DESCRIBE_CONFIGS = request<[resources: ConfigWanted[], synonyms: false, documentation: false], DescribedConfigs>([describeConfigsV4, describeConfigsV3, describeConfigsV2, describeConfigsV1]);
