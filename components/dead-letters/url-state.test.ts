import { describe, expect, it } from 'vitest';
import { createLoader } from 'nuqs/server';
import { groupParsers, groupsQuery, isFiltered, lettersOfGroup, lettersQuery, listParsers } from '#components/dead-letters/url-state.ts';

const load = createLoader(listParsers);
const loadGroup = createLoader(groupParsers);

describe('the list in its address', () => {
  it.each([
    ['', 'state=open%2Creplaying%2Cfailed-again&sort=lastSeen'],
    ['?state=all', 'sort=lastSeen'],
    ['?state=discarded,nonsense&q= NPE &sort=count&range=24h', 'from=now-24h&state=discarded&q=NPE&sort=count'],
    ['?state=nonsense&topic=a%26b&range=nonsense', 'state=open%2Creplaying%2Cfailed-again&topic=a%26b&sort=lastSeen'],
    ['?q=%00', 'state=open%2Creplaying%2Cfailed-again&sort=lastSeen'],
  ])('%s asks %s', (search, query) => {
    expect(groupsQuery(load(search))).toBe(query);
  });

  it('asks for messages by what messages have', () => {
    expect(lettersQuery(load('?state=all&type=order.created&deadLetterTopic=orders-dlt&owner=mia'))).toBe('type=order.created&deadLetterTopic=orders-dlt');
  });

  it.each([
    ['', false],
    ['?state=all', false],
    ['?range=1h', true],
    ['?q=a', true],
    ['?type=a', false],
    ['?type=a&view=messages', true],
    ['?owner=mia', true],
    ['?owner=mia&view=messages', false],
  ])('%s is filtered: %s', (search, filtered) => {
    expect(isFiltered(load(search))).toBe(filtered);
  });
});

it('asks for the messages of one group', () => {
  expect(lettersOfGroup('ab', loadGroup('?q=x&state=open'))).toBe('failureGroup=ab&state=open&q=x');
});
