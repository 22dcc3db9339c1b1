/** How far a replay is, in a sentence. */
import { formatCount, formatPlural } from '#components/ui/format.ts';
import type { Replay } from '#lib/contracts/replays.ts';

type Counts = Pick<Replay, 'state' | 'total' | 'sent' | 'succeeded' | 'failedAgain' | 'unsure' | 'waiting' | 'notSent' | 'refused' | 'planning'>;

/** Whether something of it changes without anybody doing anything: it is planned or sent, or outcomes are awaited. */
export const isMoving = ({ state, waiting }: Pick<Counts, 'state' | 'waiting'>): boolean => state === 'planning' || state === 'running' || waiting > 0;

export const isPlan = ({ state }: Pick<Counts, 'state'>): boolean => state === 'planning' || state === 'planned';

/** `12 of 396 are sent: 11 succeeded, 1 failed again.` */
export function outcomeSentence({ state, planning, total, sent, succeeded, failedAgain, unsure, waiting, notSent }: Counts): string {
  if (state === 'planning') return planning?.selected == null ? 'The selection is being frozen. Nothing is sent.' : `Planning ${formatCount(planning.judged)} of ${formatCount(planning.selected)}. Nothing is sent.`;
  if (state === 'planned') return total === 0 ? 'Nothing of it can be sent.' : `${formatPlural(total, 'message')} would be sent. Nothing is sent until somebody starts it.`;
  if (sent === 0) return state === 'cancelled' ? 'It was cancelled before anything was sent.' : `None of ${formatPlural(total, 'message')} is sent yet.`;
  if (succeeded === total) return total === 1 ? 'The message succeeded.' : `All ${formatCount(total)} messages succeeded.`;
  const parts = [
    [succeeded, 'succeeded'],
    [failedAgain, 'failed again'],
    [unsure, unsure === 1 ? 'is unsure' : 'are unsure'],
    [waiting, waiting === 1 ? 'has no outcome yet' : 'have no outcome yet'],
  ] as const;
  const said = parts.flatMap(([count, word]) => (count > 0 ? [`${formatCount(count)} ${word}`] : [])).join(', ');
  const first = notSent === 0 ? (total === 1 ? 'It is sent' : `All ${formatCount(total)} are sent`) : `${formatCount(sent)} of ${formatCount(total)} ${sent === 1 ? 'is' : 'are'} sent`;
  return `${first}${said === '' ? '' : `: ${said}`}.`;
}

export interface Part {
  readonly name: 'succeeded' | 'failedAgain' | 'unsure' | 'waiting' | 'notSent';
  readonly word: string;
  readonly count: number;
}

/** All messages of a replay, each in one part, in the order in which the bar shows them. */
export const partsOf = ({ succeeded, failedAgain, unsure, waiting, notSent, state }: Counts): Part[] => [
  { name: 'succeeded', word: 'Succeeded', count: succeeded },
  { name: 'failedAgain', word: 'Failed again', count: failedAgain },
  { name: 'unsure', word: 'Unsure', count: unsure },
  { name: 'waiting', word: 'Outcome awaited', count: waiting },
  { name: 'notSent', word: state === 'cancelled' || state === 'done' ? 'Not sent' : 'To be sent', count: notSent },
];

/** Up to so many start without the count being typed. */
const TYPED_ABOVE = 100;

/** What must be typed before it starts; null where nothing must. */
export const countToType = (total: number): string | null => (total > TYPED_ABOVE ? String(total) : null);

/** `1,204` and `1204` mean the same. */
export const isTyped = (text: string, total: number): boolean => text.replaceAll(/[\s,.'’]/g, '') === String(total);

/** Whether what its state says tells more than its counts. */
export const saysMore = ({ state, unattended, stateSays }: Pick<Replay, 'state' | 'unattended' | 'stateSays'>): boolean =>
  stateSays !== '' && state !== 'planned' && (state !== 'planning' || unattended || stateSays.startsWith('it waits'));

/** `it waits for a collector` as a sentence of its own. */
export const asSentence = (says: string): string => `${says.charAt(0).toUpperCase()}${says.slice(1)}${/[.!?]$/.test(says) ? '' : '.'}`;
