import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hueColour } from '#lib/core/sequence/hue-colour.ts';
import { toSvg, xmlText } from '#lib/core/sequence/svg.ts';
import type { Sequence } from '#lib/core/sequence/steps.ts';
import { HOSTILE, hostileFlow } from '#lib/core/sequence/testing/hostile-flow.ts';
import { sequenceOfFlow, UNFOLDED, words } from '#lib/core/sequence/testing/sequence-of-flow.ts';
import { FlowBuilder } from '#lib/core/timeline/testing/flow-builder.ts';
import { deadLetteredOrder, generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

const draw = (sequence: Sequence, title = 'flow'): string => toSvg(sequence, { duration: words, hue: () => 210, title });

const ATTRIBUTE = String.raw`(?: [a-zA-Z:-]+="[^"<]*")*`;
const TAG = new RegExp(String.raw`^(?:svg|title|rect|g|text|tspan|path|circle)${ATTRIBUTE}/?$`);
/** Well formed, with the elements that are written and no others; what stands in attributes is numbers, colours and our own words. */
function check(svg: string): void {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = svg.replace(/^<\?xml[^>]*\?>\n/, '');
  for (const [tag, close, inner] of body.matchAll(/<(\/?)([^<>]*)>/g)) {
    if (close === '/') {
      if (open.pop() !== inner) wrong.push(tag);
      continue;
    }
    if (!TAG.test(inner!) || / (?:on\w+|href|style|class)=/i.test(inner!)) wrong.push(tag);
    if (!inner!.endsWith('/')) open.push(inner!.split(' ')[0]!);
  }
  expect(wrong).toEqual([]);
  expect(open).toEqual([]);
  const texts = body.replaceAll(/<[^<>]*>/g, '');
  expect(texts).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/);
  // oxlint-disable-next-line no-control-regex -- XML 1.0 forbids them
  expect(texts).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  expect(texts.isWellFormed()).toBe(true);
}

test('a failed order is drawn with what it says', () => {
  const svg = draw(sequenceOfFlow(deadLetteredOrder()));
  check(svg);
  for (const said of ['checkout', 'payment.requested', 'waited 60612 ms', 'dead letter', 'without a record']) expect(svg).toContain(said);
});

test.each(HOSTILE)('%j stays text', (name) => {
  const flow = deadLetteredOrder();
  check(draw(sequenceOfFlow({ ...flow, spans: flow.spans.map((span) => ({ ...span, name, service: name })) }), name));
});

test('any flow gives a well-formed picture', () => {
  fc.assert(fc.property(hostileFlow, (flow) => check(draw(sequenceOfFlow(flow, UNFOLDED)))));
});

test('thousands of records give a bounded picture that says what it leaves out', () => {
  const rows = draw(sequenceOfFlow(generatedFlow(3_000), UNFOLDED));
  check(rows);
  expect(rows).toMatch(/\d+ more rows are left out/);
});

test('hundreds of services give a picture of bounded width', () => {
  const b = new FlowBuilder();
  let parent = b.span('root', 'start', 0, 1000);
  for (let i = 0; i < 300; i++) parent = b.span(`service-${i}`, 'call', i, 1, { parent });
  const wide = draw(sequenceOfFlow(b.build('completed')));
  check(wide);
  expect(Number(/width="(\d+)"/.exec(wide)![1])).toBeLessThanOrEqual(6_000 + 160);
  expect(wide).toMatch(/\d+ more rows are left out/);
});

test('a text is cut where it would not fit', () => expect(xmlText('abcdefgh', 5)).toBe('abcd…'));
test('a hue is a colour that reads on white', () => expect(hueColour(0)).toBe('#a13636'));
