import { createParser, parseAsStringLiteral, type inferParserType } from 'nuqs/server';
import { DEFAULT_RANGE, parseRange, rangeBounds } from '#components/ui/time-range.ts';

const LONGEST_ID = 2000;
const id = createParser({ parse: (value) => (value !== '' && value.length <= LONGEST_ID && !value.includes('\0') ? value : null), serialize: (value: string) => value });

/** Everything that one would send to a colleague is in the address. */
export const topologyParsers = {
  range: createParser({ parse: parseRange, serialize: (value: string) => value }).withDefault(DEFAULT_RANGE),
  view: parseAsStringLiteral(['graph', 'table'] as const).withDefault('graph'),
  /** The node that is looked at. */
  node: id,
  /** The edge that is looked at, as `edgeKey` names it. */
  edge: id,
};

export type TopologyState = inferParserType<typeof topologyParsers>;

/** What the API is asked for; `focus` only for a node that it leaves out otherwise. */
export function topologyQuery(range: string, focus: string | null): string {
  const { from, to } = rangeBounds(range);
  const query = new URLSearchParams();
  query.set('from', from ?? 'now-3650d');
  if (to !== undefined) query.set('to', to);
  if (focus !== null) query.set('focus', focus);
  return query.toString();
}
