import type { Outline } from '#lib/core/flows/outline.ts';

/** Whether a span of the group handled the event, as the outline of its flow tells. */
export function handledBy({ groups, handled }: Pick<Outline, 'groups' | 'handled'>): (event: string, group: string) => boolean {
  const names = new Set(handled.flatMap(([event, ...by]) => by.map((place) => `${event} ${groups[place] ?? ''}`)));
  return (event, group) => names.has(`${event} ${group}`);
}
