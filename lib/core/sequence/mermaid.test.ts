import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mermaidText, toMermaid } from '#lib/core/sequence/mermaid.ts';
import { HOSTILE, hostileFlow } from '#lib/core/sequence/testing/hostile-flow.ts';
import { FOLDED, sequenceOfFlow, UNFOLDED, words } from '#lib/core/sequence/testing/sequence-of-flow.ts';
import { deadLetteredOrder, generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

/** The part of Mermaid's grammar that is written, and nothing beyond: `;` and `#` occur in entity codes alone. */
const TEXT = String.raw`(?:[\p{L}\p{M}\p{N} ._/()×·,–…-]|#\d+;)+`;
const LINE = new RegExp(String.raw`^ {4,8}(?:participant p\d+ as ${TEXT}|p\d+(?:->>|-->>|-\)|--\))p\d+: ${TEXT}|Note (?:over p\d+(?:,p\d+)?|right of p\d+): ${TEXT}|loop ${TEXT}|end)$`, 'u');

function check(text: string): void {
  const lines = text.trimEnd().split('\n');
  expect(lines.shift()).toBe('sequenceDiagram');
  let open = 0;
  const wrong: string[] = [];
  for (const line of lines) {
    const end = /^\s*end$/.test(line);
    // A name's own word `end` is never whole.
    if (!LINE.test(line) || (!end && /\bend\b/i.test(line))) wrong.push(line);
    if (/^\s*loop /.test(line)) open++;
    if (end && --open < 0) wrong.push(line);
  }
  expect(wrong).toEqual([]);
  expect(open).toBe(0);
}

describe('a text', () => {
  test.each([
    ['orders.payments.dlq', 'orders.payments.dlq'],
    ['a;b#c', 'a#59;b#35;c'],
    ['end', '#101;nd'],
    ['the END of it', 'the #69;ND of it'],
    ['<b>', '#60;b#62;'],
    ['a\nb', 'a␊b'.replace('␊', '#9226;')],
    ['', '–'],
    ['données 日本', 'données 日本'],
  ])('%j is written as %s', (text, written) => expect(mermaidText(text)).toBe(written));

  test('is cut with a sign that it was', () => expect(mermaidText('x'.repeat(500), 10)).toBe(`${'x'.repeat(10)}…`));
});

test('a failed order is told with its retries and its dead letter', () => {
  const text = toMermaid(sequenceOfFlow(deadLetteredOrder()), words);
  check(text);
  expect(text).toContain('participant p0 as checkout');
  expect(text).toMatch(/p\d-\)p\d: payment\.requested, on payments\.retry, waited 60612 ms, attempt 2, retry/);
  expect(text).toMatch(/Note right of p\d: payment\.requested, on payments\.dlq, attempt 3, dead letter/);
  expect(text).toMatch(/Note over p0,p3: [\d.]+ ms without a record/);
});

test.each(HOSTILE)('a participant called %j stays a name', (name) => {
  const flow = deadLetteredOrder();
  check(toMermaid(sequenceOfFlow({ ...flow, spans: flow.spans.map((span) => ({ ...span, service: span.service === 'payment' ? name : span.service, name })) }), words));
});

test('any flow gives a valid diagram', () => {
  fc.assert(fc.property(hostileFlow, fc.boolean(), (flow, open) => check(toMermaid(sequenceOfFlow(flow, open ? UNFOLDED : FOLDED), words))));
});

test('ten thousand records give a diagram that Mermaid still draws, and it says what it leaves out', () => {
  const sequence = sequenceOfFlow(generatedFlow(10_000), UNFOLDED);
  const text = toMermaid(sequence, words);
  check(text);
  expect(text.length).toBeLessThan(50_000);
  const left = Number(/: (\d+) steps are left out here/.exec(text)?.[1]);
  const written = text.split('\n').filter((line) => /^ {4}(p\d|Note)/.test(line)).length - 1;
  expect(left + written).toBe(sequence.rows.length);
});
