import type { Finder, Finding } from '#lib/core/flows/findings/finding.ts';
import { count, duration, list, sentence, short } from '#lib/core/flows/findings/words.ts';

/** Services whose clocks contradict causality: how far off they are at least, and what says so. And what no offset of one service explains. */
export const clockSkew: Finder = (flow) => [...wrongClocks(flow), ...unexplained(flow)];

function wrongClocks({ skews }: Parameters<Finder>[0]): Finding[] {
  return skews.map(({ service, offsetMicros, reads, calls, received, worstMicros }) => {
    const seen = [
      ...(reads.length > 0 ? [`${count(reads.length, 'message was', 'messages were')} read before ${reads.length === 1 ? 'it was' : 'they were'} written`] : []),
      ...(calls.length > 0 ? [`${count(calls.length, 'call lies', 'calls lie')} outside of what made ${calls.length === 1 ? 'it' : 'them'}`] : []),
      ...(received.length > 0 ? [`${count(received.length, 'record')} reached Throughline before ${received.length === 1 ? 'it' : 'they'} ended`] : []),
    ];
    return {
      kind: 'clock-skew',
      message: sentence(`The clock of ${short(service)} is about ${duration(offsetMicros)} ${offsetMicros < 0 ? 'behind' : 'ahead'}: going by it, ${list(seen)}, by up to ${duration(worstMicros)}; how long such messages waited is not known`),
      records: [...[...reads, ...calls].flatMap(({ from, to }) => [to, from]), ...received],
    };
  });
}

/** One service may run on hosts whose clocks differ, and a clock may be set while it runs. */
function unexplained({ deliveries }: Parameters<Finder>[0]): Finding[] {
  const early = deliveries.flatMap(({ event, span, skewMicros, isOdd }) => (isOdd ? [{ event, span, micros: -(skewMicros ?? 0) }] : []));
  return [...Map.groupBy(early, ({ span }) => span.span.service)].map(([service, each]) => {
    const worst = each.reduce((most, { micros }) => Math.max(most, micros), 0);
    const what = `${short(service)} read ${count(each.length, 'message')} up to ${duration(worst)} before ${each.length === 1 ? 'it was' : 'they were'} written, which no offset of one clock explains; how long ${each.length === 1 ? 'it' : 'they'} waited is not known`;
    return { kind: 'clock-skew', message: sentence(what), records: each.flatMap(({ event, span }) => [{ span }, { event }]) };
  });
}
