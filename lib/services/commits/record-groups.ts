/** New groups, groups of which something changed, and groups that the broker no longer lists; with marks of what happened to them. */
import type pg from 'pg';
import { deploymentOf, isSettled, rebalanceOf } from '#lib/core/groups/members.ts';
import { inWords } from '#lib/core/lag/words.ts';
import type { Micros } from '#lib/core/time.ts';
import type { CommitMemory, KnownGroup } from '#lib/services/commits/memory.ts';
import type { GroupCommits } from '#lib/sources/commit-observer.ts';
import { writeGroups, type GroupState, type StoredGroup } from '#lib/store/commits.ts';
import { encodeDescribed, storable, type StoredDescription } from '#lib/store/described.ts';
import { insertMarks, type Mark } from '#lib/store/group-marks.ts';

const HOUR_MICROS = 3_600_000_000;
/** Of one group in an hour: beyond it, it is said only that there are more. */
const MOST_REBALANCES = 20;
/** A group that does not come to rest for so long is said to rebalance. */
const LONG_UNSETTLED_MICROS = 60_000_000;

interface Seen {
  readonly name: string;
  readonly state: GroupState;
  readonly described: StoredDescription | null;
}

/** Where some groups were left out, nobody knows which are gone: they could not be asked. */
export async function recordGroups(client: pg.ClientBase, memory: CommitMemory, groups: readonly GroupCommits[], { complete, now }: { readonly complete: boolean; readonly now: Micros }): Promise<void> {
  const listed = new Set(groups.map(({ group }) => group));
  const seen = groups.map(({ group, state, described }): Seen => ({ name: group, state, described: state === 'forbidden' ? null : described === null ? (memory.groups.get(group)?.described ?? null) : storable(described) }));
  const absent = [...memory.groups].filter(([name, { state }]) => !listed.has(name) && state !== 'gone');
  const unseen = absent.map(([name, known]): Seen => (complete ? { name, state: 'gone', described: null } : { name, state: 'failing', described: known.described }));
  const all = [...seen, ...unseen].map((one) => ({ ...one, written: one.described === null ? null : encodeDescribed(one.described) }));
  const changed = all.filter((one) => isChanged(memory.groups.get(one.name), one));
  const ids = await writeGroups(client, memory.source, changed.map(({ name, state, described }): Omit<StoredGroup, 'id'> => ({ name, state, described })), now);
  const asked = new Map(groups.map(({ group, state, askedAt }) => [group, state === 'ok' ? askedAt : null]));
  const marks: Mark[] = [];
  for (const one of all) {
    const known = memory.groups.get(one.name);
    const id = ids.get(one.name) ?? known?.id;
    if (id === undefined) continue;
    const next = { ...restOf(id, known, one, now, marks), id, state: one.state, described: one.described, written: one.written };
    memory.groups.set(one.name, { ...next, askedAt: asked.get(one.name) ?? known?.askedAt ?? null });
  }
  await insertMarks(client, marks);
}

function isChanged(known: KnownGroup | undefined, { state, described, written }: Seen & { readonly written: string | null }): boolean {
  return known === undefined || known.state !== state || known.written !== written || known.described?.protocol !== described?.protocol || known.described?.state !== described?.state;
}

type Rest = Pick<KnownGroup, 'settled' | 'peopled' | 'unsettledSince' | 'isRestless' | 'rebalances'>;

/** What the group's members are compared with at the next look; adds marks of what happened since the last. */
function restOf(groupId: number, known: KnownGroup | undefined, { described }: Seen, now: Micros, marks: Mark[]): Rest {
  const before: Rest = known ?? { settled: null, peopled: [], unsettledSince: null, isRestless: false, rebalances: [] };
  const members = described?.members ?? null;
  if (members === null) return before;
  const note = (kind: Mark['kind'], text: string): void => {
    marks.push({ groupId, at: now, kind, status: null, text });
  };
  const lately = before.rebalances.filter((at) => now - at < HOUR_MICROS);
  const rebalanced = (text: string): readonly Micros[] => {
    if (lately.length < MOST_REBALANCES) note('rebalance', text);
    if (lately.length === MOST_REBALANCES - 1) note('rebalance', `It has rebalanced ${MOST_REBALANCES} times within an hour. More of it is not noted for ${inWords((lately[0] ?? now) + HOUR_MICROS - now)}.`);
    return lately.length < MOST_REBALANCES ? [...lately, now] : lately;
  };
  if (!isSettled(described?.state ?? null)) {
    const since = before.unsettledSince ?? now;
    const isRestless = now - since >= LONG_UNSETTLED_MICROS;
    // Noted once, until it comes to rest.
    return { ...before, rebalances: isRestless && !before.isRestless ? rebalanced('It has been rebalancing for a minute, without coming to rest.') : lately, unsettledSince: since, isRestless };
  }
  const rebalance = before.settled === null ? null : rebalanceOf(before.settled, members);
  const deployment = rebalance === null ? null : deploymentOf(before.peopled, members);
  const rebalances = rebalance === null ? lately : rebalanced(rebalance);
  // A deployment is a rebalance too: where those are not noted any more, neither is it.
  if (deployment !== null && lately.length < MOST_REBALANCES) note('deployment', deployment);
  return { settled: members, peopled: members.length === 0 ? before.peopled : members, unsettledSince: null, isRestless: false, rebalances };
}
