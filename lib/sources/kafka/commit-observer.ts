/**
 * Looks at what the groups of a cluster have committed: which groups there are, what they are and what they have committed, many in one
 * request; then the log of commits, for their times; then where the partitions begin and end. So no group seems to be ahead of the log.
 */
import type { CommitObservation, CommitObserver, GroupCommits, GroupDescription } from '#lib/sources/commit-observer.ts';
import { kafkaFault } from '#lib/sources/kafka/faults.ts';
import { CommitLog } from '#lib/sources/kafka/groups/commit-log.ts';
import { describeGroups } from '#lib/sources/kafka/groups/describe.ts';
import { fetchOffsets, type FetchedGroup } from '#lib/sources/kafka/groups/fetch-offsets.ts';
import { GroupList, type ListedGroup } from '#lib/sources/kafka/groups/list.ts';
import { chunksOf, logBounds } from '#lib/sources/kafka/groups/log-bounds.ts';
import { inParallel } from '#lib/sources/kafka/in-parallel.ts';
import type { KafkaLog, KafkaSourceOptions } from '#lib/sources/kafka/options.ts';
import { Wire } from '#lib/sources/kafka/wire/wire.ts';

const MOST_GROUPS = 10_000;
/** In one request; a broker answers in some milliseconds, and has other things to do. */
const GROUPS_AT_ONCE = 200;
const REQUESTS_AT_ONCE = 4;

interface Look {
  readonly fetched: readonly FetchedGroup[];
  readonly described: ReadonlyMap<string, GroupDescription>;
}

/** Throughline's own group is left out: it is no reader of the business. */
export function kafkaCommitObserver(options: KafkaSourceOptions, log: KafkaLog): CommitObserver {
  const wire = new Wire(options);
  const list = new GroupList(wire);
  const commitLog = new CommitLog(options, wire, log);

  const look = async (node: number, groups: readonly ListedGroup[]): Promise<Look> => {
    const [fetched, described] = await Promise.all([
      fetchOffsets(wire, node, groups),
      describeGroups(wire, node, groups).catch((error: unknown) => {
        log.debug({ err: error, node }, 'the groups of a broker could not be described');
        return new Map<string, GroupDescription>();
      }),
    ]);
    return { fetched, described };
  };

  const observe = async (): Promise<CommitObservation> => {
    await wire.metadata([]);
    const listed = (await list.read()).filter(({ group }) => group !== options.groupId);
    const asked = listed.slice(0, MOST_GROUPS);
    const batches = [...Map.groupBy(asked, ({ node }) => node)].flatMap(([node, groups]) => chunksOf(groups, GROUPS_AT_ONCE).map((chunk) => ({ node, chunk })));
    const looks = await inParallel(batches, REQUESTS_AT_ONCE, ({ node, chunk }) => look(node, chunk));
    const fetched = looks.flatMap((one) => one.fetched);
    const failure = fetched.find(({ state }) => state === 'failing');
    if (failure !== undefined && fetched.every(({ state }) => state === 'failing')) throw failure.error;

    const why = await commitLog.read();
    const described = new Map(looks.flatMap((one) => [...one.described]));
    const groups = fetched.flatMap(({ group, state, askedAt, at, committed }): GroupCommits[] =>
      state === 'gone' ? [] : [{ group, state, described: described.get(group) ?? null, askedAt, at, ...commitLog.commits.merge(group, committed) }]);
    commitLog.commits.looked({ listed: new Set(asked.map(({ group }) => group)), seen: new Set(groups.flatMap(({ group, state }) => (state === 'ok' ? [group] : []))) });
    const topics = new Set(groups.flatMap(({ committed }) => [...committed.keys()]));
    return { groups, logs: await logBounds(wire, [...topics].toSorted()), leftOut: listed.length - asked.length, evidence: why === null ? 'commits' : 'polls', why };
  };

  const close = async (): Promise<void> => {
    await Promise.all([wire.close(), commitLog.close()]);
  };

  return {
    source: options.name,
    observe: async () => {
      try {
        return await observe();
      } catch (error) {
        // A cluster that lost its brokers is found again by new connections only.
        await close();
        throw error;
      }
    },
    explain: (error) => kafkaFault(error, options.brokers).text,
    close,
  };
}
