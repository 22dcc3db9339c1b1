/** What happened to the members of a group between two looks, in plain words. */

export interface Member {
  readonly id: string;
  readonly clientId: string;
  readonly host: string;
  /** What is assigned to it, by topic; null where that is not known. */
  readonly partitions: ReadonlyMap<string, readonly number[]> | null;
}

/** While a group is in one of these states, nobody has been assigned anything for good. */
const UNSETTLED = new Set(['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling']);

export const isSettled = (state: string | null): boolean => !UNSETTLED.has(state ?? '');

/** What was assigned anew; null where everybody has what they had. */
export function rebalanceOf(before: readonly Member[], after: readonly Member[]): string | null {
  const [were, are] = [new Set(before.map(({ id }) => id)), new Set(after.map(({ id }) => id))];
  const joined = after.filter(({ id }) => !were.has(id)).length;
  const left = before.filter(({ id }) => !are.has(id)).length;
  const moved = movedBetween(readersOf(before), readersOf(after));
  if (joined + left + moved.moved === 0) return null;
  if (after.length === 0) return `${left === 1 ? 'Its last member' : `All its ${left} members`} left: nobody reads for it.`;
  const now = `${count(after.length, 'member')} now`;
  if (before.length === 0) return `${count(joined, 'member')} joined, where there was none: the group reads again.`;
  const who = [joined === 0 ? null : `${count(joined, 'member')} joined`, left === 0 ? null : `${joined === 0 ? count(left, 'member') : left} left`].filter((part) => part !== null).join(' and ');
  const what = moved.moved === 0 ? 'no partition changed hands' : `${moved.moved} of ${count(moved.of, 'partition')} changed hands`;
  return `${sentence(who === '' ? what : `${who}, ${now}; ${what}`)}.`;
}

/** Which clients run elsewhere than before, or under another name; null where nothing says that something was deployed. */
export function deploymentOf(before: readonly Member[], after: readonly Member[]): string | null {
  if (before.length === 0 || after.length === 0) return null;
  const [hostsBefore, clientsBefore] = [new Set(before.map(({ host }) => host)), new Set(before.map(({ clientId }) => clientId))];
  const renamed = after.filter(({ clientId }) => !clientsBefore.has(clientId));
  if (renamed.length > 0) {
    const gone = [...clientsBefore].filter((clientId) => !after.some((member) => member.clientId === clientId));
    const names = listOf([...new Set(renamed.map(({ clientId }) => clientId))]);
    return `${renamed.length} of ${count(after.length, 'member')} ${renamed.length === 1 ? 'has' : 'have'} the new client id ${names}${gone.length === 0 ? '' : `; ${listOf(gone)} ${gone.length === 1 ? 'is' : 'are'} gone`}.`;
  }
  const moved = after.filter(({ host }) => !hostsBefore.has(host));
  if (moved.length === 0) return null;
  const clients = listOf([...new Set(moved.map(({ clientId }) => clientId))]);
  return `${clients}: ${moved.length} of ${count(after.length, 'member')} now on ${listOf([...new Set(moved.map(({ host }) => host))])}.`;
}

/** Who reads what, by partition and topic. */
function readersOf(members: readonly Member[]): ReadonlyMap<string, string> {
  return new Map(members.flatMap(({ id, partitions }) => [...(partitions ?? [])].flatMap(([topic, own]) => own.map((partition) => [`${partition}/${topic}`, id] as const))));
}

function movedBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): { readonly moved: number; readonly of: number } {
  const all = new Set([...before.keys(), ...after.keys()]);
  return { moved: [...all].filter((partition) => before.get(partition) !== after.get(partition)).length, of: all.size };
}

const count = (of: number, what: string): string => `${of} ${what}${of === 1 ? '' : 's'}`;

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const MOST_NAMES = 3;
const LONGEST_NAME = 100;

/** Names come from clients, and may be of any length. */
function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name));
  return names.length > MOST_NAMES ? `${shown.join(', ')} and ${names.length - MOST_NAMES} more` : shown.join(', ');
}
