import { describe, expect, it } from 'vitest';
import { denseLanes, markAt } from '#lib/core/timeline/dense.ts';
import { layOut } from '#lib/core/timeline/testing/lay-out.ts';
import { isCompact, rowMiddle } from '#lib/core/timeline/picture.ts';
import { fit, makeScale } from '#lib/core/timeline/scale.ts';
import { generatedFlow } from '#lib/core/timeline/testing/sample-flows.ts';

const picture = layOut(generatedFlow(10_000));
const { pxPerMicro, foldPx } = fit(picture.segments, 1000);
const scale = makeScale(picture.segments, pxPerMicro, foldPx);
const view = { x: scale.x, width: 1000, top: 0, bottom: picture.height };

describe('lanes of many rows', () => {
  it('count every record of theirs, in few shapes', () => {
    const lanes = denseLanes(picture, view);
    const compact = picture.lanes.filter(isCompact);
    expect(lanes).toHaveLength(compact.length);
    expect(lanes.reduce((sum, { records }) => sum + records, 0)).toBe(compact.flatMap(({ rows }) => rows.flat()).length);
    expect(lanes.reduce((sum, { plain, failed }) => sum + plain.length + failed.length, 0)).toBeLessThanOrEqual(4_000);
  });

  it('show no failure as anything else', () => {
    for (const { errors, failed } of denseLanes(picture, view)) expect(failed).toHaveLength(errors);
  });

  it('find the mark under the pointer', () => {
    const index = picture.lanes.findIndex(isCompact);
    const lane = picture.lanes[index]!;
    const mark = lane.rows[3]![0]!;
    expect(markAt(picture, view, view.x((mark.from + mark.to) / 2), rowMiddle(lane, 3))).toMatchObject({ lane: index });
    expect(markAt(picture, view, 2_000, rowMiddle(lane, 3))).toBeNull();
  });

  it('are drawn at full height when expanded', () => {
    const { id } = picture.lanes.find(isCompact)!;
    expect(isCompact(layOut(generatedFlow(10_000), null, new Set([id])).lanes.find((lane) => lane.id === id)!)).toBe(false);
  });
});
