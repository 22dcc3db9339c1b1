import { setTimeout as delay } from 'node:timers/promises';
import { Replay, ReplayItemList, ReplayPlan } from '#lib/contracts/replays.ts';
import type { Api } from './api.ts';
import { Ended, EXIT } from './exit-codes.ts';
import type { PlanCommand } from './options.ts';
import { jsonLine, seen, type Output } from './say.ts';

/** Answers `refused` where nothing of it can be sent. */
export async function plan(api: Api, { request, json }: PlanCommand, out: Output): Promise<number> {
  const planned = await planOf(api, request, json, out);
  out.write(json ? jsonLine(planned) : `${planText(planned)}\n\nSend them with: throughline dead-letters replay ${planned.id} --confirm ${planned.total}`);
  return planned.total > 0 ? EXIT.ok : EXIT.refused;
}

const LOOK_EVERY_MS = 1000;
const SAID = 100;

/** Whole: of a large selection the plan is made in the background, and waited for. Throws `Ended` where it was cancelled meanwhile. */
export async function planOf(api: Api, request: PlanCommand['request'], json: boolean, out: Output): Promise<ReplayPlan> {
  const asked = await api.ask(ReplayPlan, '/replays', request);
  if (asked.state === 'planned') return asked;
  let told = '';
  for (;;) {
    const replay = await api.ask(Replay, `/replays/${asked.id}`);
    if (replay.state === 'cancelled') throw new Ended(EXIT.refused, `Replay ${replay.id} was cancelled while it was planned.`);
    if (replay.state !== 'planning') {
      const { items } = await api.ask(ReplayItemList, `/replays/${replay.id}/items?state=refused&limit=${SAID}`);
      return { ...replay, refused: items.map(({ deadLetterId, refused, says }) => ({ deadLetterId, reason: refused ?? 'not-open', says })) };
    }
    const says = `Replay ${replay.id} is being planned: ${seen(replay.stateSays, 200)}`;
    if (!json && says !== told) out.write((told = says));
    await delay(LOOK_EVERY_MS);
  }
}

export function planText({ id, total, targets, refusedByReason, refused, warnings }: ReplayPlan): string {
  const lines = [`Replay ${id}: ${total} ${total === 1 ? 'message' : 'messages'} to send.`];
  for (const { source, topic, count, ownGroups, otherGroups, otherGroupsKnown } of targets) {
    const others = otherGroupsKnown ? (otherGroups.length === 0 ? 'nobody else reads it' : `these see them again: ${seen(otherGroups.join(', '), 200)}`) : 'who else reads it cannot be looked at';
    lines.push(`  ${count} to ${seen(topic)} on ${seen(source)} for ${seen(ownGroups.join(', ') || 'an unknown group', 200)}; ${others}`);
  }
  for (const [reason, count] of Object.entries(refusedByReason)) lines.push(`  ${count} refused, ${reason}: ${seen(refused.find((one) => one.reason === reason)?.says ?? '', 200)}`);
  return [...lines, ...warnings.map((warning) => `  Note: ${seen(warning, 300)}`)].join('\n');
}
