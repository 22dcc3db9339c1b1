/** Why a group has its status, in one sentence: plain, true, and without a figure that is not known. */
import type { JudgedPartition, Judgement } from '#lib/core/lag/judge.ts';
import { sumOfRates } from '#lib/core/lag/rates.ts';
import { countInWords, inWords, nameInWords, plural, rateInWords } from '#lib/core/lag/words.ts';
import type { Micros } from '#lib/core/time.ts';

export interface ReasonInput extends Pick<Judgement, 'status' | 'lag' | 'drain' | 'partitions'> {
  /** `forbidden`, `failing` (it could not be asked) and `gone` (the broker does not list it any more) tell nothing of today. */
  readonly state: 'ok' | 'forbidden' | 'failing' | 'gone';
  readonly protocol: string;
  /** Null where the broker does not tell. */
  readonly members: number | null;
  /** What a member is called, by its id. */
  readonly clientIds: ReadonlyMap<string, string>;
  readonly now: Micros;
}

export function reasonOf(input: ReasonInput): string {
  const { state, status, lag } = input;
  if (state === 'gone') return 'The broker does not list this group any more.';
  if (status === 'forbidden') return 'The broker does not let Throughline see what this group has committed: that takes the right to describe the group.';
  if (state === 'failing' && status === 'unknown') return 'The broker could not be asked about this group at the last looks.';
  if (input.partitions.length === 0) return nothingCommitted(input);
  if (status === 'ok') return fine(input);
  if (status === 'empty') return `The group has no members, and ${lag === null ? 'messages wait' : lag === 1n ? 'one message waits' : `${lag.toLocaleString('en-GB')} messages wait`}.`;
  return faulty(input);
}

function nothingCommitted({ protocol, members }: ReasonInput): string {
  if (protocol === 'share') return 'It is a share group: the broker keeps what its members have taken by itself, and no offsets are committed.';
  const also = members === null ? '' : members === 0 ? ', and it has no members' : `, although it has ${plural(members, 'member')}`;
  return `${protocol === 'streams' ? 'This streams group' : 'The group'} has committed nothing that is known${also}: nobody can say where it reads.`;
}

function fine({ lag, drain, partitions }: ReasonInput): string {
  if (lag === 0n) return 'It has read everything.';
  if (lag === null) return 'Nothing bad is known of it.';
  const left = lag === 1n ? 'one message is left' : `${lag.toLocaleString('en-GB')} messages are left`;
  if (partitions.every((partition) => partition.drained || partition.lag === 0n)) {
    return `It has read everything: ${lag === 1n ? 'the one offset that is left holds' : `the ${lag.toLocaleString('en-GB')} offsets that are left hold`} no message.`;
  }
  if (drain.kind === 'never') return `Nothing bad is known of it yet: ${left}, and at the rates of the last samples ${lag === 1n ? 'it stays' : 'they become no fewer'}.`;
  return drain.kind === 'in' ? `It keeps up: ${left}, and that takes ${inWords(drain.millis * 1000)} at this rate.` : `Nothing bad is known of it: ${left}.`;
}

function faulty(input: ReasonInput): string {
  const { status, partitions } = input;
  const faults = partitions.filter((partition) => partition.status === status);
  const largest = faults.reduce<JudgedPartition | null>((most, partition) => ((partition.lag ?? -1n) > (most?.lag ?? -2n) ? partition : most), null);
  const others = partitions.filter((partition) => partition.status !== status);
  const share = largest === null ? null : shareOf(largest, partitions);
  const rest = others.length === 0 ? [] : [restOf(others)];
  if (largest !== null && share !== null) {
    const further = faults.length === 1 ? [] : [`${countInWords(faults.length - 1)} more ${faults.length === 2 ? 'partition is' : 'partitions are'} in the same state`];
    return sentence([`${placeOf(largest, partitions)} holds ${share} of the lag`, clauseOf([largest], input), ...further, ...rest]);
  }
  const where = others.length === 0 ? (partitions.length === 1 ? '' : `in all ${plural(partitions.length, 'partition')} `) : faults.length === 1 && faults[0] !== undefined ? `in ${placeOf(faults[0], partitions)} ` : `in ${countInWords(faults.length)} of ${plural(partitions.length, 'partition')} `;
  return sentence([`${where}${clauseOf(faults, input)}`, ...rest]);
}

const sentence = ([first = '', ...parts]: readonly string[]): string => `${[`${first.slice(0, 1).toUpperCase()}${first.slice(1)}`, ...parts].join('; ')}.`;

/** The largest partition's share, where it is most of the lag and there are others that could have some. */
function shareOf({ lag: own }: JudgedPartition, partitions: readonly JudgedPartition[]): string | null {
  if (partitions.length < 2 || own === null) return null;
  let sum = 0n;
  for (const { lag } of partitions) {
    if (lag === null) return null;
    sum += lag;
  }
  if (sum === 0n || own * 2n <= sum) return null;
  return own === sum ? 'all' : `${(own * 100n) / sum}%`;
}

const placeOf = ({ topic, partition }: JudgedPartition, all: readonly JudgedPartition[]): string =>
  `partition ${partition}${all.some((other) => other.topic !== topic) ? ` of ${nameInWords(topic)}` : ''}`;

const restOf = (others: readonly JudgedPartition[]): string => {
  const bad = others.filter(({ status }) => status !== 'ok').length;
  const all = others.length === 1 ? 'the other partition' : `the other ${plural(others.length, 'partition')}`;
  if (bad === 0) return `${all} ${others.length === 1 ? 'is' : 'are'} fine`;
  return bad === others.length ? `${all} ${others.length === 1 ? 'is' : 'are'} not fine either` : `of ${all}, ${countInWords(bad)} ${bad === 1 ? 'is' : 'are'} not fine either`;
};

/** What is wrong with these partitions, which have one and the same status. */
function clauseOf(faults: readonly JudgedPartition[], { status, members, clientIds, now }: ReasonInput): string {
  const [first] = faults;
  const client = faults.length === 1 && first?.member != null ? clientIds.get(first.member) : undefined;
  const who = client === undefined ? null : `its member ${nameInWords(client)}`;
  switch (status) {
    case 'stopped': {
      const latest = Math.max(...faults.map(({ committedAt }) => committedAt ?? -Infinity));
      const since = Number.isFinite(latest) && now > latest ? ` for ${inWords(now - latest)}` : ' any more';
      if (who !== null) return `${who} has not committed${since}`;
      return `nothing was committed${since === ' any more' ? ' lately' : since}${members === 0 ? ', and the group has no members' : ''}`;
    }
    case 'stalled':
      return who === null ? 'commits come, and none of them moves on' : `${who} commits, and moves nothing on`;
    case 'rewound':
      return 'the committed offset was set back and is not yet where it was';
    case 'not-moving':
      return `the committed offset stands still${members === 0 ? ', and the group has no members' : '; whether anybody still commits is not known'}`;
    case 'falling-behind': {
      const [into, out] = [sumOfRates(faults.map(({ rates }) => rates.in)), sumOfRates(faults.map(({ rates }) => rates.out))];
      return into === null || out === null || out >= into ? 'the lag grows from sample to sample' : `${rateInWords(into)} messages a second are written and ${rateInWords(out)} are read`;
    }
    case 'expired': {
      const lost = faults.reduce((sum, { start, committed }) => sum + (start !== null && start > committed ? start - committed : 0n), 0n);
      return `up to ${lost.toLocaleString('en-GB')} ${lost === 1n ? 'message was' : 'messages were'} deleted before the group read them${faults.every(({ drained }) => drained) ? ', and nothing is left that it could read' : ''}`;
    }
    default:
      return faults.every(({ end }) => end === null) ? 'the broker does not tell where the log ends' : 'what is committed lies beyond the end of the log: that was deleted and created again, or cut, or somebody set the offset there';
  }
}
