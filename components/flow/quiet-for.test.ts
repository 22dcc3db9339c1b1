import { expect, it } from 'vitest';
import { quietFor } from '#components/flow/quiet-for.ts';
import type { FlowSummary } from '#lib/contracts/flows.ts';

const AT = Date.parse('2026-03-01T10:00:00.000Z');

it.each<[FlowSummary['status'], number, number | null]>([
  ['stalled', 720_000, 720_000],
  ['in-flight', 720_000, 720_000],
  ['in-flight', 59_999, null],
  ['in-flight', -5_000, null],
  ['completed', 720_000, null],
  ['failed', 720_000, null],
  ['compensated', 720_000, null],
])('a flow that is %s and was last seen %d ms ago has been quiet for %s', (status, ago, quiet) => {
  expect(quietFor({ status, lastActivityAt: new Date(AT).toISOString() }, AT + ago)).toBe(quiet);
});
