import { describe, expect, it } from 'vitest';
import { aroundRecord } from '#components/dead-letters/around.ts';
import { deadLetteredOrder } from '#lib/core/timeline/testing/sample-flows.ts';
import { refId } from '#lib/core/timeline/input.ts';

const detail = deadLetteredOrder();
const dead = detail.events.find(({ role }) => role === 'dead-letter')!;

describe('the records around one', () => {
  it('stand in causal order, as many before and after as are asked for', () => {
    const { rows, before, after } = aroundRecord(detail, refId({ event: dead.coordinates }), 2);
    expect(rows.some(({ id }) => id === refId({ event: dead.coordinates }))).toBe(true);
    expect(rows.length).toBeLessThanOrEqual(5);
    expect(rows.map(({ sinceStart }) => sinceStart)).toEqual(rows.map(({ sinceStart }) => sinceStart).toSorted((a, b) => a - b));
    expect(before + rows.length + after).toBe(detail.events.length + detail.spans.length);
  });

  it('are the first ones where the flow does not show it', () => {
    expect(aroundRecord(detail, 'none', 1)).toMatchObject({ before: 0, leftOut: 0 });
  });
});
