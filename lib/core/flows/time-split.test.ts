import { expect, it } from 'vitest';
import type { PathPart } from '#lib/core/flows/path-part.ts';
import { splitTime } from '#lib/core/flows/time-split.ts';

const part = (kind: PathPart['kind'], from: number, to: number): PathPart => ({ kind, from, to });

it.each<[string, PathPart[], { from: number; to: number }, [number, number, number, number]]>([
  ['nothing at all', [], { from: 5, to: 5 }, [0, 0, 0, 0]],
  ['no path: nothing is accounted for', [], { from: 0, to: 100 }, [0, 0, 0, 100]],
  ['each kind by itself', [part('processing', 0, 10), part('waiting', 10, 30), part('retry-delay', 30, 60), part('processing', 60, 64)], { from: 0, to: 64 }, [14, 20, 30, 0]],
  ['a gap', [part('processing', 0, 10), part('unaccounted', 10, 30), part('processing', 30, 40)], { from: 0, to: 40 }, [20, 0, 0, 20]],
  ['what lies before the path', [part('processing', 50, 100)], { from: 0, to: 100 }, [50, 0, 0, 50]],
  ['a shared span that began long before and ends long after', [part('processing', -1000, 100), part('waiting', 100, 1000)], { from: 0, to: 200 }, [100, 100, 0, 0]],
])('%s', (_what, parts, extent, [processing, waiting, retryDelay, unaccounted]) => {
  expect(splitTime(parts, extent)).toEqual({ processing, waiting, retryDelay, unaccounted, total: extent.to - extent.from });
});
