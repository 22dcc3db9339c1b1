import { expect, test } from 'vitest';
import { lagSentence } from '#components/lag/sentence.ts';
import type { ConsumerGroupList, LagStatus } from '#lib/contracts/lag.ts';

const group = (name: string, status: LagStatus) => ({ group: name, status });

test.each<[ConsumerGroupList['counts'], ReturnType<typeof group>[], string]>([
  [{}, [], 'No consumer group was seen.'],
  [{ ok: 1 }, [group('a', 'ok')], 'The one group keeps up.'],
  [{ ok: 1200 }, [], 'All 1,200 groups keep up.'],
  [{ ok: 5, unknown: 1, empty: 2 }, [], '5 of 8 groups keep up. Of the others, 2 are without members, 1 is not known.'],
  [{ forbidden: 2 }, [], 'No group is known to be in need. Of the others, 2 are hidden by the broker.'],
  [{ ok: 7, 'falling-behind': 1, stopped: 1 }, [group('analytics', 'falling-behind'), group('fraud-audit', 'stopped'), group('email', 'ok')], '2 of 9 groups need you: fraud-audit has stopped, analytics falls behind.'],
  [{ ok: 7, stalled: 1 }, [group('email', 'ok')], '1 of 8 groups needs you.'],
  [{ rewound: 5 }, ['a', 'b', 'c', 'd'].map((name) => group(name, 'rewound')), '5 of 5 groups need you: a was set back, b was set back, c was set back, and 2 others.'],
])('%j', (counts, groups, sentence) => {
  expect(lagSentence(counts, groups)).toBe(sentence);
});
