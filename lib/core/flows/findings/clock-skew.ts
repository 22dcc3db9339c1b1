import type { Finder } from '#lib/core/flows/findings/finding.ts';
import { count, duration, list, sentence, short } from '#lib/core/flows/findings/words.ts';

/** Services whose clocks contradict causality: how far off they are at least, and what says so. */
export const clockSkew: Finder = ({ skews }) =>
  skews.map(({ service, offsetMicros, reads, calls, worstMicros }) => {
    const seen = [...(reads.length > 0 ? [count(reads.length, 'message')] : []), ...(calls.length > 0 ? [count(calls.length, 'call')] : [])];
    const what = offsetMicros < 0 ? 'it seems to have read or answered before they were made' : 'others seem to have read or answered before it made them';
    return {
      kind: 'clock-skew',
      message: sentence(`the clock of ${short(service)} is about ${duration(offsetMicros)} ${offsetMicros < 0 ? 'behind' : 'ahead'}: ${list(seen)} ${what}, by up to ${duration(worstMicros)}; how long messages waited across it is not known`),
      records: [...reads, ...calls].flatMap(({ from, to }) => [to, from]),
    };
  });
