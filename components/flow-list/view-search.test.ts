import { createLoader } from 'nuqs/server';
import { expect, test } from 'vitest';
import { BUILT_IN_VIEWS } from '#components/flow-list/built-in-views.ts';
import { flowListParsers } from '#components/flow-list/url-state.ts';
import { sameView, searchOf, stateOfView } from '#components/flow-list/view-search.ts';
import { SavedViewDraft } from '#lib/contracts/views.ts';

const load = createLoader(flowListParsers);
const at = (address: string) => load(new URLSearchParams(address));

test('what is saved is the address without what belongs to the moment, in one order', () => {
  expect(searchOf(at('view=x&was=6h&range=24h&topic=b&topic=a&status=failed&sort=duration&columns=kind,status&odd=1'))).toBe('status=failed&topic=b&topic=a&range=24h&sort=duration&columns=kind,status');
  expect(searchOf(at('range=1h&sort=startedAt'))).toBe('');
});

test.each([...BUILT_IN_VIEWS.map(({ search }) => search), 'q=%E2%82%AC%26x&key=1&keyName=orderId&minDurationMs=20&notTopic=a%20b', ''])('%j is opened as it was saved, and may be saved', (search) => {
  const state = stateOfView('some', search);
  expect(state.view).toBe('some');
  expect(sameView(state, state, search)).toBe(true);
  expect(sameView({ ...state, kind: ['another'] }, state, search)).toBe(false);
  expect(SavedViewDraft.safeParse({ name: 'some', search: searchOf(state) }).success).toBe(true);
});

test('preferred columns change no view that has none of its own', () => {
  const seen = at('columns=kind');
  expect(sameView(at(''), seen, '')).toBe(true);
  expect(sameView(at(''), seen, 'columns=kind')).toBe(true);
  expect(sameView(at(''), seen, 'columns=status')).toBe(false);
  expect(sameView(seen, seen, '')).toBe(false);
});
