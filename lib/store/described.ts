/** The members of a group as JSON: the first of them, since a group may have thousands. */
import { pgJson, pgText } from '#lib/store/text.ts';

export interface StoredMember {
  readonly id: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly partitions: ReadonlyMap<string, readonly number[]> | null;
}

export interface StoredDescription {
  readonly protocol: string;
  readonly state: string | null;
  readonly members: readonly StoredMember[] | null;
  /** Why there are none. */
  readonly why: string | null;
}

/** As it comes back from the database, which takes not every character: so that what is remembered is what was written. */
export function storable(described: StoredDescription): StoredDescription {
  const members = described.members?.map(({ id, instanceId, clientId, host, partitions }): StoredMember => ({
    id: pgText(id), instanceId: instanceId === null ? null : pgText(instanceId), clientId: pgText(clientId), host: pgText(host),
    partitions: partitions === null ? null : new Map([...partitions].map(([topic, own]) => [pgText(topic), own])),
  }));
  return { ...described, state: described.state === null ? null : pgText(described.state), members: members ?? null };
}

const MOST_MEMBERS = 2000;

type JsonMember = [id: string, instanceId: string | null, clientId: string, host: string, partitions: [topic: string, partitions: readonly number[]][] | null];

interface Json {
  readonly members: readonly JsonMember[] | null;
  readonly leftOut: number;
  readonly why: string | null;
}

/** The same text for the same members, whatever their order. */
export function encodeDescribed({ members, why }: StoredDescription): string {
  const listed = members?.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, MOST_MEMBERS) ?? null;
  return pgJson({
    members: listed?.map(({ id, instanceId, clientId, host, partitions }): JsonMember => [id, instanceId, clientId, host, partitions === null ? null : [...partitions].map(([topic, own]) => [topic, own.toSorted((a, b) => a - b)])]) ?? null,
    leftOut: Math.max(0, (members?.length ?? 0) - MOST_MEMBERS),
    why,
  } satisfies Json);
}

/** `json` is what the database made of what `encodeDescribed` wrote; null where nothing was. */
export function decodeDescribed(json: unknown): Pick<StoredDescription, 'members' | 'why'> {
  if (json === null) return { members: null, why: null };
  const { members, why } = json as Json;
  return { why, members: members?.map(([id, instanceId, clientId, host, partitions]) => ({ id, instanceId, clientId, host, partitions: partitions === null ? null : new Map(partitions) })) ?? null };
}
