import { describe, expect, it } from 'vitest';
import { foldFrames, traceText } from '#components/dead-letters/frames.ts';

const frame = (text: string, kind: 'application' | 'framework' | 'omitted', differs = false) => ({ text, kind, differs });
const frames = [frame('at shop.Pay.charge', 'application'), frame('at spring.A', 'framework'), frame('at spring.B', 'framework', true), frame('at shop.Pay.main', 'application'), frame('at spring.C', 'framework')];

describe('frames', () => {
  it('folds those of frameworks that stand together, and says where they differ', () => {
    expect(foldFrames(frames, false)).toEqual([{ frame: frames[0] }, { folded: 2, differs: true }, { frame: frames[3] }, { frame: frames[4] }]);
  });

  it('shows all where that is asked for', () => {
    expect(foldFrames(frames, true)).toEqual(frames.map((each) => ({ frame: each })));
    expect(foldFrames([], true)).toEqual([]);
  });

  it('is written as one would paste it', () => {
    expect(traceText({ language: 'java', compared: 0, cut: false, exceptions: [{ type: 'A', message: '', relation: 'outermost', frames: frames.slice(0, 1) }, { type: 'B', message: 'no', relation: 'cause', frames: [] }] })).toBe('A\n    at shop.Pay.charge\nCaused by: B: no');
  });
});
