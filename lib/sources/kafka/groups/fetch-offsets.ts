/** What groups have committed, many of them in one request. */
import { microsFromMillis, type Micros } from '#lib/core/time.ts';
import type { ListedGroup } from '#lib/sources/kafka/groups/list.ts';
import { inParallel } from '#lib/sources/kafka/in-parallel.ts';
import { Code, WireError } from '#lib/sources/kafka/wire/errors.ts';
import { FETCH_OFFSETS, FETCH_OFFSETS_OF_ONE, type FetchedOffsets, type GroupWanted } from '#lib/sources/kafka/wire/requests.ts';
import type { Wire } from '#lib/sources/kafka/wire/wire.ts';

/** By topic and partition. */
export type Committed = ReadonlyMap<string, ReadonlyMap<number, bigint>>;

export interface FetchedGroup {
  readonly group: string;
  /** `gone`: deleted since it was listed. */
  readonly state: 'ok' | 'forbidden' | 'failing' | 'gone';
  readonly error: unknown;
  readonly committed: Committed;
  readonly askedAt: Micros;
  readonly at: Micros;
}

/** Brokers before Kafka 3.0 tell of one group at a time; so many are asked at once. */
const AT_ONCE = 5;

/** `groups` are those that the broker coordinates. A broker that does not answer makes all of them fail, and nothing is thrown. */
export async function fetchOffsets(wire: Pick<Wire, 'takes' | 'ask'>, node: number, groups: readonly ListedGroup[]): Promise<readonly FetchedGroup[]> {
  const askedAt = microsFromMillis(Date.now());
  const wanted = groups.filter(({ protocol }) => protocol !== 'share').map(({ group }): GroupWanted => ({ groupId: group, memberId: null, memberEpoch: -1, topics: null }));
  try {
    const answers = await answersOf(wire, node, wanted);
    const at = microsFromMillis(Date.now());
    const by = new Map(answers.map((answer) => [answer.groupId, answer]));
    return groups.map(({ group, protocol }) => ({ group, askedAt, at, ...(protocol === 'share' ? NOTHING : outcomeOf(by.get(group))) }));
  } catch (error) {
    const at = microsFromMillis(Date.now());
    return groups.map(({ group }) => ({ group, askedAt, at, state: 'failing', error, committed: new Map() }));
  }
}

async function answersOf(wire: Pick<Wire, 'takes' | 'ask'>, node: number, wanted: readonly GroupWanted[]): Promise<FetchedOffsets['groups']> {
  if (wanted.length === 0) return [];
  if (await wire.takes(node, FETCH_OFFSETS)) return (await wire.ask(node, FETCH_OFFSETS, [...wanted], false)).groups;
  return await inParallel(wanted, AT_ONCE, async (group) => {
    const { errorCode, topics } = await wire.ask(node, FETCH_OFFSETS_OF_ONE, [group], false);
    return { groupId: group.groupId, errorCode, topics };
  });
}

type Outcome = Pick<FetchedGroup, 'state' | 'error' | 'committed'>;

/** A share group keeps its offsets elsewhere. */
const NOTHING: Outcome = { state: 'ok', error: null, committed: new Map() };

function outcomeOf(answer: FetchedOffsets['groups'][number] | undefined): Outcome {
  const failing = (code: number): Outcome => ({ state: 'failing', error: new WireError(code), committed: new Map() });
  if (answer === undefined) return failing(Code.noCoordinator);
  if (answer.errorCode === Code.groupForbidden) return { ...failing(answer.errorCode), state: 'forbidden' };
  if (answer.errorCode === Code.groupNotFound) return { ...NOTHING, state: 'gone' };
  if (answer.errorCode !== 0) return failing(answer.errorCode);
  const committed = new Map<string, Map<number, bigint>>();
  for (const { name, partitions } of answer.topics) {
    if (name.startsWith('__')) continue;
    const known = new Map<number, bigint>();
    for (const { partitionIndex, committedOffset, errorCode } of partitions) {
      // A partition that is left out would seem to have lost its commit.
      if (errorCode !== 0 && errorCode !== Code.unknownTopic && errorCode !== Code.topicForbidden) return failing(errorCode);
      if (errorCode === 0 && committedOffset >= 0n) known.set(partitionIndex, committedOffset);
    }
    if (known.size > 0) committed.set(name, known);
  }
  return { state: 'ok', error: null, committed };
}
