/** To which topics the configuration lets replays write. */

/** Null where nothing is configured: then each goes back to where it came from, and nowhere else. Names, and expressions that match a part. */
export type AllowedTargets = readonly (string | RegExp)[] | null;

/** `origin`: the topic that the dead letter came from; null where nothing tells. */
export function isAllowedTarget(allowed: AllowedTargets, topic: string, origin: string | null): boolean {
  if (allowed === null) return topic === origin;
  return allowed.some((each) => (typeof each === 'string' ? each === topic : new RegExp(each.source, each.flags.replace('g', '')).test(topic)));
}
