import { ALL_FLOWS, type FlowQuery } from '#lib/core/flow-query/filter.ts';
import { printQuery } from '#lib/core/flow-query/print.ts';
import { RANGES } from '#components/ui/time-range.ts';

/** A question that is a little wider than one that nothing matched. */
interface WayOut {
  readonly words: string;
  readonly query: FlowQuery;
  readonly range: string;
}

const MOST_DROPPED = 6;

/** Each filter left out, one at a time; and the same filters over more time. */
export function waysOut(query: FlowQuery, range: string): WayOut[] {
  const names = Object.keys(ALL_FLOWS) as (keyof FlowQuery)[];
  const dropped = names.flatMap((name): WayOut[] => {
    const only = printQuery({ ...ALL_FLOWS, [name]: query[name] });
    return only === '' ? [] : [{ words: `Without “${only}”`, query: { ...query, [name]: ALL_FLOWS[name] }, range }];
  });
  const place = RANGES.findIndex(({ value }) => value === range);
  // A range of two times is left for all time at once: nobody knows which wider one was meant.
  const wider = range === 'all' ? [] : place < 0 ? RANGES.slice(-1) : RANGES.slice(place + 1);
  return [...dropped.slice(0, MOST_DROPPED), ...wider.map(({ value, label }): WayOut => ({ words: label, query, range: value }))];
}
