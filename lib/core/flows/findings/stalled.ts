import type { Finder } from '#lib/core/flows/findings/finding.ts';

/** Steps that did not come in time, and messages that wait for too long: what the flow's status is about, where it is stalled. */
export const stalled: Finder = ({ records: { events } }, { stalls = [] }) =>
  stalls.map(({ message, event: ref }) => ({ kind: 'stalled', message, records: events.filter((event) => event.ref === ref).map((event) => ({ event })) }));
