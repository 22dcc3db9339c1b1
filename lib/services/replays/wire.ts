/** Replays and their items as the API tells them. */
import type { Replay, ReplayItem } from '#lib/contracts/replays.ts';
import { canaryStep } from '#lib/core/dead-letters/pace.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import { BEING_PLANNED } from '#lib/store/replay-planning.ts';
import type { ListedItem, ListedReplay } from '#lib/store/replay-list.ts';

export function wireReplay(replay: ListedReplay): Replay {
  const { plan, total, sent, succeeded, failedAgain, unsure } = replay;
  const { upTo } = canaryStep(replay, replay);
  return {
    id: replay.id.toString(),
    state: replay.state,
    planning: replay.state === 'planning' ? { selected: replay.selected, judged: replay.judged } : null,
    unattended: replay.unattended,
    stateSays: saysOf(replay),
    reason: replay.reason,
    actor: replay.actor,
    plannedAt: rfc3339(replay.plannedAt),
    startedAt: timeOrNull(replay.startedAt),
    endedAt: timeOrNull(replay.endedAt),
    ratePerSecond: replay.ratePerSecond,
    canary: replay.canary,
    step: upTo === null || upTo >= total ? null : { upTo, of: total },
    stopAtFailedShare: replay.stopAtFailedShare,
    edited: replay.edited,
    selection: replay.selection,
    total, sent, succeeded, failedAgain, unsure,
    waiting: Math.max(0, sent - succeeded - failedAgain - unsure),
    notSent: Math.max(0, total - sent),
    refused: replay.refused,
    targets: (plan?.targets ?? []).map((target) => ({ ...target, partitions: [...target.partitions], ownGroups: [...target.ownGroups], otherGroups: [...target.otherGroups] })),
    refusedByReason: { ...plan?.refusedByReason },
    warnings: [...(plan?.warnings ?? [])],
  };
}

/** What is written down says why; of one that runs, what it does now follows from its counts. */
function saysOf(replay: ListedReplay): string {
  if (replay.state === 'planning') return planningSays(replay);
  if (replay.state !== 'running') return replay.says;
  if (replay.unattended) return 'no collector sends it: it goes on as soon as one runs';
  const { upTo, waits } = canaryStep(replay, replay);
  const waiting = Math.max(0, replay.sent - replay.succeeded - replay.failedAgain - replay.unsure);
  if (replay.sent >= replay.total) return `all is sent, and ${waiting} have no outcome yet`;
  if (upTo !== null && waits) return `it waits for the outcome of ${waiting === 1 ? 'the one' : `the ${waiting}`} that ${waiting === 1 ? 'is' : 'are'} sent before it goes on`;
  return replay.says;
}

function planningSays({ unattended, selected, judged, says }: ListedReplay): string {
  if (unattended) return 'no collector plans it: it is planned as soon as one runs';
  return says !== BEING_PLANNED ? says : selected === null ? 'its selection is being frozen' : `${judged} of ${selected} are judged`;
}

export const itemId = ({ replayId, seq }: Pick<ListedItem, 'replayId' | 'seq'>): string => `${replayId}-${seq}`;

export function wireItem(item: ListedItem): ReplayItem {
  return {
    id: itemId(item),
    deadLetterId: item.deadLetter,
    key: item.key,
    state: item.state,
    refused: item.refused,
    says: item.says,
    target: item.target,
    sentAs: item.sentAs === null ? null : { ...item.sentAs, offset: item.sentAs.offset.toString() },
    sentAt: timeOrNull(item.sentAt),
    settledAt: timeOrNull(item.settledAt),
    becameId: item.became,
    edited: item.edited,
  };
}

const timeOrNull = (micros: Micros | null): string | null => (micros === null ? null : rfc3339(micros));
