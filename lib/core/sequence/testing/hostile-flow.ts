/** Flows of any shape with names that somebody chose to break what reads them. */
import fc from 'fast-check';
import { FlowBuilder, type SampleFlow } from '#lib/core/timeline/testing/flow-builder.ts';

export const HOSTILE = [
  '', ' ', 'end', 'End', 'note over p0: x', 'a;b', 'a#b', '#35;', '%% comment', 'a\nend\nparticipant x', 'loop', '-->>', 'p0-)p1: forged', '<script>alert(1)</script>', '"><svg onload=alert(1)>', ']]>', '&amp;', '&#x3c;', '=cmd|\' /C calc\'!A0', '\u0000\u0001\u202Eabc', '\ud800', '\uffff', 'fl°°60¶ß', 'wrap: x', 'é'.repeat(300), '🚚'.repeat(100), 'javascript:alert(1)', '${x}', '{{x}}', 'rect rgb(0,0,0)', 'autonumber', '__proto__', 'constructor',
];
const name = fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom('checkout', 'payment', 'order.created'), fc.string({ unit: 'binary', maxLength: 40 }));

const step = fc.record({ what: fc.nat(5), service: fc.nat(4), cause: fc.nat(30), at: fc.nat(100_000), name: fc.nat(7), flag: fc.nat(6) });

/** Steps refer to earlier ones, whatever those are: also to what nobody wrote, or to themselves in a circle. */
export const hostileFlow: fc.Arbitrary<SampleFlow> = fc.record({ names: fc.array(name, { minLength: 8, maxLength: 8 }), steps: fc.array(step, { maxLength: 40 }) }).map(({ names, steps }) => {
  const b = new FlowBuilder();
  const spans: ReturnType<FlowBuilder['span']>[] = [];
  const events: ReturnType<FlowBuilder['event']>[] = [];
  for (const { what, service, cause, at, name: called, flag } of steps) {
    const [span, event] = [spans[cause % Math.max(spans.length, 1)], events[cause % Math.max(events.length, 1)]];
    const who = names[service]!;
    const called_ = names[called]!;
    if (what === 0) spans.push(b.span(who, called_, at, flag * 7, { ...(span === undefined || flag === 0 ? {} : { parent: span }), ...(flag === 3 ? { error: called_ } : {}), sharedWith: flag === 4 ? 2 : 0 }));
    else if (what === 1) events.push(b.event(called_, at, { ...(span === undefined || flag === 0 ? {} : { by: span }), type: who, kind: flag === 1 ? 'retry' : flag === 2 ? 'dead-letter' : flag === 5 ? 'follows' : 'publish', attempt: 1 + (flag % 3), deadLetter: flag === 2 }));
    else if (what === 2 && event !== undefined) {
      const reader = b.span(who, called_, at, flag, { kind: 'consumer', ...(flag === 3 ? { error: 'no' } : {}) });
      spans.push(reader);
      b.deliver(event, reader, who, at, 1 + (flag % 2));
    } else if (what === 3 && event !== undefined) b.deliver(event, null, who, at);
    else if (what === 4 && event !== undefined && span !== undefined) b.hop(event, span, flag === 1 ? 'follows' : 'deliver', 'coordinates');
    else if (what === 5 && span !== undefined && spans[0] !== undefined) b.hop(span, spans[0], flag === 1 ? 'follows' : 'call', 'span-link');
  }
  return b.build('completed');
});
