import { expect, onTestFinished, test } from 'vitest';
import { deadLetterMetrics } from '#lib/services/dead-letters/metrics.ts';
import { insertLetters, letterId, NOW } from '#lib/services/dead-letters/testing/letters.ts';
import { changeStates } from '#lib/store/dead-letters.ts';
import { openStore } from '#lib/store/store.ts';
import { freshStore } from '#lib/store/testing/fresh-store.ts';
import { inTransaction } from '#lib/store/transaction.ts';

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

test('open dead letters by topic and group, also where nothing tells them, and where none is open any more', async () => {
  const store = await freshStore();
  await insertLetters(store, [{ offset: 1n }, { offset: 2n, type: 'shop.Other' }, { offset: 3n, originTopic: 'a"b\n', consumerGroup: null }, { offset: 4n, originTopic: null, consumerGroup: null }]);
  await inTransaction(store.pool, (client) => changeStates(client, [letterId(4n)], ['open'], 'discarded', NOW));
  expect(lines(await deadLetterMetrics(store))).toEqual([
    'throughline_dead_letters_open{topic="payments",group="payment"} 2',
    'throughline_dead_letters_open{topic="a\\"b\\n",group=""} 1',
    'throughline_dead_letters_open{topic="",group=""} 0',
    'throughline_dead_letters_replaying{topic="payments",group="payment"} 0',
    'throughline_dead_letters_replaying{topic="a\\"b\\n",group=""} 0',
    'throughline_dead_letters_replaying{topic="",group=""} 0',
    'throughline_dead_letters_left_out 0',
  ]);
  expect(lines(await deadLetterMetrics(store, 1))).toContain('throughline_dead_letters_left_out 2');
});

test('while the database is away it says so', async () => {
  const away = openStore({ url: 'postgresql://nobody@127.0.0.1:1/none', application: 'throughline test', poolSize: 1 });
  onTestFinished(() => away.close());
  expect(await deadLetterMetrics(away)).toMatch(/^# .*does not answer/);
});
