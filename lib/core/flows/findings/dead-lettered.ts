import { isReceive } from '#lib/core/flows/span-roles.ts';
import { count, nameOf, sentence, short } from '#lib/core/flows/findings/words.ts';
import type { Finder } from '#lib/core/flows/findings/finding.ts';
import { recordId } from '#lib/core/flows/records.ts';

/** Every event on a dead-letter topic: who gave it up, after how many attempts, and why, as far as spans and headers tell. */
export const deadLettered: Finder = ({ records, hops, copies, deliveries }) => {
  const into = new Map(hops.filter(({ kind }) => kind === 'dead-letter').map((hop) => [recordId(hop.to), hop.from]));
  const replayed = new Set(records.events.flatMap((event) => (copies.from(event)?.kind === 'replay' ? [copies.from(event)?.event] : [])));
  return records.events
    .filter(({ reading }) => reading.role === 'dead-letter')
    .map((event) => {
      const { failure, attempt } = event.reading;
      const from = into.get(recordId({ event }));
      const origin = copies.from(event)?.event;
      const who = from !== undefined && 'span' in from ? from.span.span.service : (failure?.origin?.group ?? null);
      const seen = deliveries.filter((delivery) => delivery.event === origin && !delivery.backedOff && !isReceive(delivery.span) && delivery.span.span.status === 'error' && (who === null || delivery.span.span.service === who || delivery.span.reading.group === who));
      const attempts = Math.max(attempt, ...seen.map((delivery) => delivery.attempt));
      const why = [failure?.type, failure?.message].flatMap((text) => (text ? [short(text)] : [])).join(': ');
      const what = `${nameOf(event)}${failure?.origin == null ? '' : ` of ${short(failure.origin.topic)}`}`;
      const after = attempts > 1 ? ` after ${count(attempts, 'attempt')}` : '';
      const did = who === null ? `${what} was given up${after} and sent` : `${short(who)} gave up ${what}${after} and sent it`;
      const more = `${why === '' ? '' : ` (${why})`}${replayed.has(event) ? '; it was replayed since' : ''}`;
      return { kind: 'dead-lettered', message: sentence(`${did} to ${event.at.topic}${more}`), records: [{ event }, ...(from === undefined ? [] : [from])] };
    });
};
