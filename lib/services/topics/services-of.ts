import type { TopicService } from '#lib/contracts/topics.ts';
import { brand } from '#lib/core/brand.ts';
import { rfc3339, type Micros } from '#lib/core/time.ts';
import type { EdgeName } from '#lib/core/topology/edge.ts';
import type { Store } from '#lib/store/store.ts';
import { pgText } from '#lib/store/text.ts';

/** An edge notes when it was last seen once an hour. */
const NOTED_EVERY_MICROS = 3_600_000_000;
const MOST_EDGES = 2000;

interface ServicesOfTopic {
  readonly producers: TopicService[];
  readonly consumers: TopicService[];
}

/** The services that wrote to a topic and those that read it, as the edges of the topology tell, seen since a moment. */
export async function servicesOfTopic(store: Pick<Store, 'pool'>, { source, name }: { readonly source: string; readonly name: string }, since: Micros): Promise<ServicesOfTopic> {
  const { rows } = await store.pool.query<{ name: EdgeName; seen_at: string }>(
    `SELECT name, seen_at FROM edge WHERE seen_at >= $1 AND (name -> 'to' ->> 'name' = $2 OR name -> 'from' ->> 'name' = $2) ORDER BY seen_at DESC LIMIT ${MOST_EDGES}`,
    [since - NOTED_EVERY_MICROS, pgText(name)],
  );
  const [producers, consumers] = [new Map<string, TopicService>(), new Map<string, TopicService>()];
  const isThis = (place: EdgeName['to'] | null): boolean => place?.kind === 'topic' && place.name === pgText(name) && (place.source === null || place.source === pgText(source));
  for (const { name: edge, seen_at: seen } of rows) {
    const seenAt = rfc3339(brand<Micros>(Number(seen)));
    if (isThis(edge.to) && edge.from?.kind === 'service') add(producers, edge.from.name, null, seenAt);
    if (isThis(edge.from) && edge.to.kind === 'service') add(consumers, edge.to.name, edge.group, seenAt);
  }
  const sorted = (services: Map<string, TopicService>): TopicService[] => [...services.values()].toSorted((a, b) => (a.service < b.service ? -1 : 1));
  return { producers: sorted(producers), consumers: sorted(consumers) };
}

/** Rows come with the latest first. */
function add(services: Map<string, TopicService>, service: string, group: string | null, seenAt: string): void {
  const known = services.get(service) ?? { service, groups: [], seenAt };
  services.set(service, group === null || known.groups.includes(group) ? known : { ...known, groups: [...known.groups, group] });
}
