/** The list of topics, and one topic: what is written to it, its messages searched, followed live and unfolded. */
import type { Page } from '@playwright/test';
import { completeOrder, untilEvents } from './harness/api.ts';
import { event, newId, produce } from './harness/messages.ts';
import { expect, test } from './harness/test.ts';

/** From the broker's acknowledgement to the screen; a second is promised, and a test machine is not a quiet one. */
const SOON = { timeout: 30_000 };

const rows = (page: Page) => page.getByRole('grid', { name: 'Messages' }).getByRole('row').filter({ has: page.getByRole('button', { name: /message \d+\/\d+$/ }) });
const open = async (page: Page, query = '') => {
  await page.goto(`/topics/kafka/audits${query}`);
  await expect(page.getByRole('heading', { level: 1, name: 'audits' })).toBeVisible();
};

test('the list tells what is written to each topic, and leads to it', async ({ page }) => {
  await completeOrder();
  await page.goto('/topics');
  const table = page.getByRole('table', { name: 'Topics' });
  await expect(table.getByRole('row').filter({ hasText: 'orders.payments.dlq' })).toContainText('dead letters');
  await expect(table.getByRole('row').filter({ hasText: 'orders.payments.retry' })).toContainText('retries');
  await page.getByRole('button', { name: 'Kept' }).click();
  await expect(page).toHaveURL(/sort=kept/);
  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('PAYM');
  await expect(table.getByRole('row')).toHaveCount(4);
  await expect(page).toHaveURL(/q=PAYM/);
  await page.getByRole('searchbox', { name: 'Filter by name' }).fill('no topic is called so');
  await expect(page.getByRole('heading', { name: 'No topic has such a name' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await page.getByRole('link', { name: 'payments', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'payments' })).toBeVisible();
});

test('a topic tells who writes and reads it, how much, and of which types', async ({ page }) => {
  await completeOrder();
  await page.goto('/topics/kafka/payments');
  await expect(page.getByText(/from .*payment.*, read by 3 groups/)).toBeVisible();
  await expect(page.getByRole('img', { name: /^Messages a second in .*payment\.completed/ })).toBeVisible();
  await page.getByRole('img', { name: /^Messages a second in/ }).hover();
  await expect(page.getByText('Click to read its messages')).toBeVisible();
  await page.getByRole('button', { name: /^Consumer groups/ }).click();
  await expect(page).toHaveURL(/tab=groups/);
  await expect(page.getByRole('table', { name: 'Consumer groups' }).getByRole('row').filter({ hasText: 'shipping' })).toContainText('seen');
  await page.getByRole('button', { name: /^Partitions/ }).click();
  await expect(page.getByRole('table', { name: 'Partitions' }).getByRole('row')).toHaveCount(5);
  await page.getByRole('button', { name: /^Event types/ }).click();
  await expect(page.getByRole('table', { name: 'Event types' }).getByRole('row').filter({ hasText: 'payment.completed' })).toContainText('%');
  await page.getByRole('link', { name: 'Flows through this topic' }).click();
  await expect(page).toHaveURL(/\/flows\?.*topic=payments/);
});

test('messages are found by key, by header and by payload', async ({ page }) => {
  const [parcel, tenant] = [newId('parcel'), newId('tenant')];
  const made = event('parcel.weighed', parcel, { depot: { name: 'Grünau' }, grams: 4711 });
  await produce([{ ...made, key: `key of ${parcel}`, headers: { ...made.headers, tenant } }]);
  await untilEvents(parcel, 1);
  await open(page);
  for (const text of [tenant.toUpperCase(), `header:tenant=${tenant}`, parcel]) {
    await page.getByRole('searchbox', { name: 'Search key, headers and payload' }).fill(text);
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText('parcel.weighed');
  }
  await page.getByRole('searchbox', { name: 'Search key, headers and payload' }).fill('$.depot.name = "Grünau"');
  await expect(rows(page).first()).toContainText('in payload');
  // One request searches for a moment: on a busy machine it says how far it came, and goes on when it is told to.
  const goOn = page.getByRole('button', { name: 'Go on searching' });
  await expect(async () => {
    if (await goOn.isVisible()) await goOn.click({ timeout: 2000 });
    await expect(page.getByRole('status').filter({ hasText: 'found' })).toContainText(/all [\d,]+ of this choice were searched/, { timeout: 5000 });
  }).toPass();
  await page.getByRole('searchbox', { name: 'Search key, headers and payload' }).fill('');
  await page.getByRole('searchbox', { name: 'Exact key' }).fill(`key of ${parcel}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/key=key/);
  await page.reload();
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Exact key' }).fill(`key of ${parcel.slice(0, -1)}`);
  await expect(page.getByRole('heading', { name: 'No message that is kept has this' })).toBeVisible();
});

test('the tail follows what is written, waits when it is paused, and says how many wait', async ({ page }) => {
  await produce([event('parcel.sorted', newId('parcel'))]);
  await open(page, '?q=parcel.sorted');
  const first = newId('parcel');
  await expect(rows(page).first()).toBeVisible();
  await produce([event('parcel.sorted', first, { name: first })]);
  await expect(rows(page).first()).toContainText(first.slice(0, 12), SOON);

  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Tail paused' })).toBeVisible();
  const second = newId('parcel');
  await produce([event('parcel.sorted', second, { name: second }), event('parcel.sorted', second, { name: second })]);
  await expect(page.getByRole('button', { name: '2 new' })).toBeVisible(SOON);
  await expect(rows(page).first()).toContainText(first.slice(0, 12));
  await page.getByRole('button', { name: 'Tail paused' }).click();
  await expect(rows(page).first()).toContainText(second.slice(0, 12));
  await expect(page.getByRole('button', { name: /new$/ })).toHaveCount(0);
});

test('a message unfolds in place, leads to its flow with itself chosen, and back', async ({ page }) => {
  const parcel = newId('parcel');
  await produce([event('parcel.lost', parcel, { last: 'seen in Grünau' })]);
  await untilEvents(parcel, 1);
  await open(page, `?q=${parcel}`);
  await expect(rows(page)).toHaveCount(1);
  // Rows of the server's page are there before the keys are heard.
  await expect(async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/message=\d/, { timeout: 5000 });
  }).toPass();
  await expect(page.getByRole('region', { name: 'Payload' })).toContainText('seen in Grünau');
  await expect(page.getByRole('region', { name: 'Headers' })).toContainText('correlation-id');
  await page.getByRole('link', { name: 'Open its flow' }).click();
  await expect(page).toHaveURL(/\/flows\/.*record=/);
  await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('region', { name: 'Payload' })).toContainText('seen in Grünau');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Payload' })).toHaveCount(0);
});

test('one goes to an offset, and back to the newest', async ({ page }) => {
  const { partition, baseOffset } = await produce([event('parcel.kept', newId('parcel'))]);
  await open(page);
  await page.getByRole('button', { name: 'Go to…' }).click();
  await page.getByRole('combobox', { name: 'Partition of the offset' }).selectOption(String(partition));
  await page.getByRole('textbox', { name: 'Offset' }).fill('1');
  await page.getByRole('textbox', { name: 'Offset' }).press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByRole('button', { name: /tail/i })).toHaveCount(0);
  expect(Number(baseOffset)).toBeGreaterThan(1);
  await page.getByRole('button', { name: 'Back to all, newest first' }).click();
  await expect(page.getByRole('button', { name: 'Live tail' })).toBeVisible();
});

test('names that are no names do no harm', async ({ page }) => {
  for (const name of ['%00', 'a%2Fb', '..%2F..', '%F0%9F%92%A9', '<img src=x onerror=alert(1)>', 'x'.repeat(900)]) {
    await page.goto(`/topics/kafka/${encodeURIComponent(name)}`);
    await expect(page.getByRole('heading', { name: 'This topic was not seen' })).toBeVisible();
  }
});
