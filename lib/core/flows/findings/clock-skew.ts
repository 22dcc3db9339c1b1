import type { Finder } from '#lib/core/flows/findings/finding.ts';
import { count, duration, list, sentence, short } from '#lib/core/flows/findings/words.ts';

/** Services whose clocks contradict causality: how far off they are at least, and what says so. */
export const clockSkew: Finder = ({ skews }) =>
  skews.map(({ service, offsetMicros, reads, calls, worstMicros }) => {
    const seen = [
      ...(reads.length > 0 ? [`${count(reads.length, 'message was', 'messages were')} read before ${reads.length === 1 ? 'it was' : 'they were'} written`] : []),
      ...(calls.length > 0 ? [`${count(calls.length, 'call lies', 'calls lie')} outside of what made ${calls.length === 1 ? 'it' : 'them'}`] : []),
    ];
    return {
      kind: 'clock-skew',
      message: sentence(`the clock of ${short(service)} is about ${duration(offsetMicros)} ${offsetMicros < 0 ? 'behind' : 'ahead'}: going by it, ${list(seen)}, by up to ${duration(worstMicros)}; how long such messages waited is not known`),
      records: [...reads, ...calls].flatMap(({ from, to }) => [to, from]),
    };
  });
