/** The way by which one came to a record, as the address keeps it: the stops in their order, the record that one looks at last. */
export interface Stop {
  readonly flow: string;
  /** As `refId` writes it. */
  readonly record: string;
  /** What the record is called, for those who are in another flow by now. */
  readonly label: string;
}

/** Further back than these one goes with the browser. */
const MOST_STOPS = 8;
const LONGEST_LABEL = 40;

export const trailText = (stops: readonly Stop[]): string =>
  stops.slice(-MOST_STOPS).map(({ flow, record, label }) => [flow, record, Array.from(label.toWellFormed()).slice(0, LONGEST_LABEL).join('')].map(encodeURIComponent).join(',')).join(';');

/** Nothing of what no trail of ours says: an address may be cut, or written by hand. */
export function readTrail(text: string | null): Stop[] {
  return (text ?? '').split(';').slice(-MOST_STOPS).flatMap((stop) => {
    const [flow, record, label] = stop.split(',').map(decoded);
    return flow && record && label != null ? [{ flow, record, label: label.slice(0, 2 * LONGEST_LABEL) }] : [];
  });
}

/** The stops before a record; none where the trail led to another one, for then something else was chosen since. */
export function stopsBefore(trail: readonly Stop[], here: Pick<Stop, 'flow' | 'record'>): readonly Stop[] {
  const last = trail.at(-1);
  return last?.record === here.record && last.flow === here.flow ? trail.slice(0, -1) : [];
}

/** The trail after a step from one record to another. */
export const walked = (trail: readonly Stop[], from: Stop, to: Stop): Stop[] => [...stopsBefore(trail, from), from, to].slice(-MOST_STOPS);

/** Where a stop is, with the way that led there. */
export function stopHref(stops: readonly Stop[]): string {
  const last = stops.at(-1)!;
  const trail = stops.length > 1 ? `&trail=${encodeURIComponent(trailText(stops))}` : '';
  return `/flows/${encodeURIComponent(last.flow)}?record=${encodeURIComponent(last.record)}${trail}`;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
