import { CLOCK_NOISE_MICROS } from '#lib/core/flows/clocks.ts';
import type { Finder, Finding } from '#lib/core/flows/findings/finding.ts';
import { duration, nameOf, placeOf, sentence, short } from '#lib/core/flows/findings/words.ts';
import { recordId } from '#lib/core/flows/records.ts';
import type { KnownEvent } from '#lib/core/flows/world.ts';

/**
 * Messages of one key in one partition that stand in another order than they say: by their sequence numbers, or, where neither has one,
 * by the time at which they happened (where no clock is known to be wrong: such times tell no order). Kafka promises order only there. What is
 * written twice is a duplicate, not out of order.
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
  let numbered: KnownEvent | null = null;
  let timed: KnownEvent | null = null;
  for (const event of stream) {
    const { messageId, sequence, eventTime } = event.reading;
    if (messageId !== null && ids.has(messageId)) continue;
    if (messageId !== null) ids.add(messageId);
    // Against the one before it only: one message far ahead must not make all that follow seem late.
    if (sequence !== null) {
      if (numbered !== null && isBefore(sequence, numbered.reading.sequence)) {
        findings.push(late(event, numbered, `has sequence ${short(sequence)} and stands after ${nameOf(numbered)} (${placeOf(numbered)}) with sequence ${short(numbered.reading.sequence ?? '')}`));
      }
      numbered = event;
    } else if (eventTime !== null && !clocksDiffer) {
      const before = timed?.reading.eventTime ?? null;
      if (timed !== null && before !== null && eventTime < before - CLOCK_NOISE_MICROS) {
        findings.push(late(event, timed, `happened ${duration(before - eventTime)} before ${nameOf(timed)} (${placeOf(timed)}) and stands after it`));
      }
      timed = event;
    }
  }
  return findings;
}

const late = (event: KnownEvent, before: KnownEvent, what: string): Finding => ({ kind: 'out-of-order', message: sentence(`${nameOf(event)} (${placeOf(event)}) ${what}`), records: [{ event }, { event: before }] });

/** Numbers by value, other texts of one length as CloudEvents has it: by their characters. Others cannot be compared. */
function isBefore(a: string, b: string | null): boolean {
  if (b === null) return false;
  if (NUMBER.test(a) && NUMBER.test(b)) return BigInt(a) < BigInt(b);
  return a.length === b.length && a < b;
}

const NUMBER = /^-?\d{1,30}$/;
