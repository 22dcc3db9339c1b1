/** Replays while they go on, and what people do by the by: pause, resume, cancel, decide, discard single ones, come from other pages, and use the command line. */
import type { Page } from '@playwright/test';
import { Kafka, logLevel } from 'kafkajs';
import { createTopics } from '#lib/demo/create-topics.ts';
import type { ReplayPlan } from '#lib/contracts/replays.ts';
import { deadLettersCommand } from './harness/command-line.ts';
import { withDatabase } from './harness/database.ts';
import { event, newId, produce } from './harness/messages.ts';
import { openPalette } from './harness/palette.ts';
import { places } from './harness/places.ts';
import { startRefunds } from './harness/refunds.ts';
import { expect, test } from './harness/test.ts';

const SEEN = { timeout: 60_000 };

/** So many of a topic that nobody reads, given up by a group that there is not: what is sent has no outcome. */
async function givenUp(count: number): Promise<string> {
  const topic = newId('parcels');
  await createTopics(new Kafka({ clientId: 'throughline-e2e', brokers: [places().brokers], logLevel: logLevel.NOTHING }), [topic, `${topic}.dlq`].map((name) => ({ topic: name, numPartitions: 1 })));
  await produce(
    Array.from({ length: count }, (_, at) => {
      const { headers, value } = event('parcel.sent', newId('parcel'));
      return { key: `parcel-${at}`, value, headers: { ...headers, 'x-original-topic': topic, 'x-original-partition': '0', 'x-original-offset': String(at), 'x-consumer-group': topic, 'x-error-type': 'ParcelLostError', 'x-error': `no parcel on ${topic}` } };
    }),
    `${topic}.dlq`,
  );
  return topic;
}

async function listed(page: Page, topic: string, count: number): Promise<void> {
  await page.goto(`/dead-letters?view=messages&sort=oldest&topic=${topic}`);
  await expect(page.getByRole('grid', { name: 'Dead letters' }).getByRole('row')).toHaveCount(1 + count, SEEN);
}

/** Of what was cancelled, the last so many: of what was sent the collector may yet read that it was. */
async function unsure(replay: string, items: number): Promise<void> {
  await withDatabase(places().databaseUrl, async (client) => {
    // Only a sender that is lost at the wrong moment leaves any: lib/collector/replay-crashes.kafka.test.ts.
    const { rowCount } = await client.query(
      `UPDATE replay_item SET state = 'unsure', says = 'what was sent of it was aborted' WHERE replay_id = $1 AND state = 'cancelled' AND seq IN (SELECT seq FROM replay_item WHERE replay_id = $1 ORDER BY seq DESC LIMIT $2)`,
      [replay, items],
    );
    expect(rowCount).toBe(items);
    await client.query('UPDATE replay SET unsure = $2, sent = sent + $2, cancelled = cancelled - $2 WHERE id = $1', [replay, items]);
  });
}

test('single dead letters are discarded with a reason, together and alone, and opened again', async ({ page }) => {
  const topic = await givenUp(3);
  await listed(page, topic, 3);
  const rows = page.getByRole('grid', { name: 'Dead letters' }).getByRole('row');
  await rows.nth(1).getByRole('checkbox').check();
  await rows.nth(2).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Discard the chosen…' }).click();
  const both = page.getByRole('dialog', { name: 'Discard 2 dead letters?' });
  await both.getByRole('textbox', { name: 'Reason' }).fill('tests of ours');
  await both.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(rows.filter({ hasText: 'Open' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows.filter({ hasText: 'Open' })).toHaveCount(3);

  await rows.nth(1).getByRole('link').first().click();
  await page.getByRole('button', { name: 'Discard…' }).click();
  const one = page.getByRole('dialog', { name: 'Discard this dead letter?' });
  await one.getByRole('textbox', { name: 'Reason' }).fill('test data');
  await one.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByText(/Discarded by/)).toContainText('test data');
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('button', { name: 'Discard…' })).toBeVisible();
});

test('a replay is paused, goes on and is cancelled; of what is unsure a person decides', async ({ page }) => {
  test.slow();
  const topic = await givenUp(20);
  await listed(page, topic, 20);
  // So slow that a busy machine too has the time to pause it and to cancel it.
  const answer = await page.request.post('/api/v1/replays', { data: { filter: { topic }, ratePerSecond: 0.5, canary: false, reason: 'the parcels were found' } });
  expect(answer.status()).toBe(201);
  const { id } = (await answer.json()) as ReplayPlan;
  await page.goto(`/replays/${id}`);
  await expect(page.getByRole('list', { name: 'Messages of the replay' })).toContainText('parcel-19');
  await page.getByRole('button', { name: 'Send 20 messages' }).click();
  const state = page.getByRole('region', { name: 'Replay', exact: true }).locator('header');
  await expect(page.getByText(/^([2-9]|1\d) of 20 are sent/)).toBeVisible(SEEN);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(state).toContainText('Paused');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel what is not sent' }).click();
  await expect(state).toContainText('Cancelled');
  await expect(page.getByRole('list', { name: 'Messages of the replay' }).getByRole('listitem').filter({ hasText: 'parcel-19' })).toContainText('Not sent');

  await unsure(id, 2);
  await page.reload();
  await page.getByRole('button', { name: 'Decide about 2 unsure' }).click();
  const items = page.getByRole('list', { name: 'Messages of the replay' }).getByRole('listitem');
  await expect(items).toHaveCount(2);
  await items.first().getByRole('textbox', { name: 'How you know' }).fill('the depot has it');
  await items.first().getByRole('button', { name: 'It was sent' }).click();
  await expect(items).toHaveCount(1);
  await items.first().getByRole('textbox', { name: 'How you know' }).fill('the depot has it not');
  await items.first().getByRole('button', { name: 'It was not sent' }).click();
  await expect(page.getByText(/^None is in this state/)).toBeVisible();
  await page.getByRole('combobox', { name: 'State of the messages' }).selectOption({ label: 'All states' });
  await expect(items.filter({ hasText: 'parcel-18' })).toContainText('says that it was sent: the depot has it');
  await expect(items.filter({ hasText: 'parcel-19' })).toContainText('says that it was not sent: the depot has it not');
});

test('dead letters are found from the palette, their topic and their consumer group; and the command replays them to the end', async ({ page }) => {
  test.slow();
  const refunds = await startRefunds({ failing: 2, healthy: 1 });
  try {
    const letters = page.getByRole('link', { name: 'Its dead letters' });
    // Groups are looked at every few seconds.
    await expect(async () => {
      await page.goto(`/lag/kafka/${refunds.group}`);
      await expect(letters).toBeVisible({ timeout: 3000 });
    }).toPass({ timeout: 90_000 });
    await letters.click();
    const cause = page.getByRole('grid', { name: 'Failure groups' }).getByRole('link', { name: 'Currency is missing' });
    await expect(cause).toBeVisible(SEEN);
    await page.goto(`/topics/kafka/${refunds.topic}`);
    await page.getByRole('link', { name: 'Dead letters from it' }).click();
    await expect(cause).toBeVisible();
    await (await openPalette(page)).fill(refunds.topic);
    await page.getByRole('option', { name: /Currency is missing/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Currency is missing' })).toBeVisible();
    const group = new URL(page.url()).pathname.split('/').at(-1) ?? '';

    await expect(async () => {
      const list = await deadLettersCommand('list', '--topic', refunds.topic, '--json');
      expect(JSON.parse(list.out)).toMatchObject({ id: group, open: 2 });
    }).toPass({ timeout: 60_000 });
    refunds.mend();
    const plan = await deadLettersCommand('plan', '--failure-group', group, '--reason', 'mended', '--no-canary', '--json');
    const { id, total } = JSON.parse(plan.out) as ReplayPlan;
    expect([plan.code, total]).toEqual([0, 2]);
    expect(await deadLettersCommand('replay', id, '--confirm', '1')).toMatchObject({ code: 3 });
    const replay = await deadLettersCommand('replay', id, '--confirm', '2', '--wait');
    expect(replay).toMatchObject({ code: 0, err: '' });
    expect(replay.out).toContain('2 succeeded');
  } finally {
    await refunds.stop();
  }
});
