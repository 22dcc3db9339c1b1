import { CLOCK_NOISE_MICROS } from '#lib/core/flows/clocks.ts';
import type { Finder, Finding } from '#lib/core/flows/findings/finding.ts';
import { duration, nameOf, placeOf, sentence, short } from '#lib/core/flows/findings/words.ts';
import { recordId } from '#lib/core/flows/records.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

/**
 * Messages of one key in one partition that stand in another order than they say: by their sequence numbers, or, where neither has one,
 * by the time at which they happened. Kafka promises order only there. What is written twice is a duplicate, not out of order.
 */
export const outOfOrder: Finder = ({ records, skews }) => {
  const streams = Map.groupBy(records.events.filter(({ reading }) => reading.role === 'normal' && reading.replay === undefined), streamOf);
  return [...streams.values()].flatMap((stream) => lateIn(stream.toSorted(byOffset), skews.length > 0));
};

function streamOf({ at, key }: KnownEvent): string {
  return JSON.stringify([at.source, at.topic, at.incarnation, at.partition, key == null ? null : Buffer.from(key).toString('base64')]);
}

const byOffset = (a: KnownEvent, b: KnownEvent): number => (a.at.offset < b.at.offset ? -1 : a.at.offset > b.at.offset ? 1 : recordId({ event: a }) < recordId({ event: b }) ? -1 : 1);

function lateIn(stream: readonly KnownEvent[], clocksDiffer: boolean): Finding[] {
  const findings: Finding[] = [];
  const ids = new Set<string>();
  let highest: KnownEvent | null = null;
  let latest: KnownEvent | null = null;
  for (const event of stream) {
    const { messageId, sequence, eventTime } = event.reading;
    if (messageId !== null && ids.has(messageId)) continue;
    if (messageId !== null) ids.add(messageId);
    if (sequence !== null && highest !== null && compareSequence(sequence, highest.reading.sequence) === -1) {
      findings.push(late(event, highest, `has sequence ${short(sequence)} and stands after ${nameOf(highest)} (${placeOf(highest)}) with sequence ${short(highest.reading.sequence ?? '')}`));
    } else if (sequence !== null && (highest === null || compareSequence(sequence, highest.reading.sequence) !== null)) highest = event;
    // Times of wrong clocks tell no order.
    if (sequence !== null || eventTime === null || clocksDiffer) continue;
    const before: number | null = latest?.reading.eventTime ?? null;
    if (latest !== null && before !== null && eventTime < before - CLOCK_NOISE_MICROS) {
      findings.push(late(event, latest, `happened ${duration(before - eventTime)} before ${nameOf(latest)} (${placeOf(latest)}) and stands after it`));
    } else latest = event;
  }
  return findings;
}

const late = (event: KnownEvent, before: KnownEvent, what: string): Finding => ({ kind: 'out-of-order', message: sentence(`${nameOf(event)} (${placeOf(event)}) ${what}`), records: [{ event }, { event: before }] });

/** Numbers by value, other texts of one length as CloudEvents has it: by their characters. Null where they cannot be compared. */
function compareSequence(a: string, b: string | null): -1 | 0 | 1 | null {
  if (b === null) return null;
  const numbers = NUMBER.test(a) && NUMBER.test(b);
  if (!numbers && a.length !== b.length) return null;
  const [left, right] = numbers ? [BigInt(a), BigInt(b)] : [a, b];
  return left < right ? -1 : left > right ? 1 : 0;
}

const NUMBER = /^-?\d{1,30}$/;
