import { ReplayPlan } from '#lib/contracts/replays.ts';
import type { Api } from './api.ts';
import { EXIT } from './exit-codes.ts';
import type { PlanCommand } from './options.ts';
import { jsonLine, seen, type Output } from './say.ts';

/** Answers `refused` where nothing of it can be sent. */
export async function plan(api: Api, { request, json }: PlanCommand, out: Output): Promise<number> {
  const planned = await planOf(api, request);
  out.write(json ? jsonLine(planned) : `${planText(planned)}\n\nSend them with: throughline dead-letters replay ${planned.id} --confirm ${planned.total}`);
  return planned.total > 0 ? EXIT.ok : EXIT.refused;
}

export const planOf = (api: Api, request: PlanCommand['request']): Promise<ReplayPlan> => api.ask(ReplayPlan, '/replays', request);

export function planText({ id, total, targets, refusedByReason, refused, warnings }: ReplayPlan): string {
  const lines = [`Replay ${id}: ${total} ${total === 1 ? 'message' : 'messages'} to send.`];
  for (const { source, topic, count, ownGroups, otherGroups, otherGroupsKnown } of targets) {
    const others = otherGroupsKnown ? (otherGroups.length === 0 ? 'nobody else reads it' : `these see them again: ${seen(otherGroups.join(', '), 200)}`) : 'who else reads it cannot be looked at';
    lines.push(`  ${count} to ${seen(topic)} on ${seen(source)} for ${seen(ownGroups.join(', ') || 'an unknown group', 200)}; ${others}`);
  }
  for (const [reason, count] of Object.entries(refusedByReason)) lines.push(`  ${count} refused, ${reason}: ${seen(refused.find((one) => one.reason === reason)?.says ?? '', 200)}`);
  return [...lines, ...warnings.map((warning) => `  Note: ${seen(warning, 300)}`)].join('\n');
}
