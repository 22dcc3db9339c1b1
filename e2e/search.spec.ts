/** The palette: any id lands on its flow, any page and action is found by its name. */
import type { FlowDetail } from '#lib/contracts/flows.ts';
import { completeOrder, flow, keyOf, untilEvents } from './harness/api.ts';
import { event, newId, produce } from './harness/messages.ts';
import { openPalette } from './harness/palette.ts';
import { expect, test } from './harness/test.ts';

type FindId = (order: FlowDetail) => string | undefined;

/** A trace may be shared by a batch of orders; that of the first message is the order's own. */
const IDS: Readonly<Record<string, FindId>> = {
  'correlation id': ({ flow }) => keyOf(flow, 'correlation'),
  'trace id': ({ events }) => events.find(({ type }) => type === 'order.created')?.producer?.traceId,
  'message id': ({ events }) => events.find(({ type }) => type === 'payment.completed')?.id ?? undefined,
  'flow id': ({ flow }) => flow.id,
};

for (const [name, idOf] of Object.entries(IDS)) {
  test(`a ${name} lands on its flow`, async ({ page }) => {
    const order = await completeOrder();
    await page.goto('/health');
    const box = await openPalette(page);
    await box.fill(idOf(await flow(order.id)) ?? '');
    await box.press('Enter');
    await expect(page).toHaveURL(`/flows/${order.id}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');
  });
}

for (const shortcut of ['ControlOrMeta+k', '/']) {
  test(`${shortcut} opens it, and a place in Kafka is found too`, async ({ page }) => {
    const order = await completeOrder();
    const { events } = await flow(order.id);
    const { topic, partition, offset } = events[0]!.coordinates;
    await page.goto('/health');
    await expect(page.getByRole('button', { name: 'Find any id, page or action' })).toBeVisible();
    await expect(async () => {
      await page.keyboard.press(shortcut);
      await expect(page.getByRole('combobox', { name: 'Find any id, page or action' })).toBeFocused({ timeout: 1_000 });
    }).toPass();
    const box = page.getByRole('combobox', { name: 'Find any id, page or action' });
    await box.fill(`${topic}/${partition}/${offset}`);
    await box.press('Enter');
    await expect(page).toHaveURL(`/flows/${order.id}`);
  });
}

test('what is typed and pasted while the palette is on its way stands in it, and no key of the page hears it', async ({ page }) => {
  const released = Promise.withResolvers<void>();
  await page.route('**/_next/static/chunks/**', async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes('An order, trace or message id')) await released.promise;
    await route.fulfill({ response });
  });
  await page.goto('/health');
  const button = page.getByRole('button', { name: 'Find any id, page or action' });
  // Which key it is is shown once the page hears keys.
  await expect(button.getByText(/K$/)).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('g flow?');
  await page.keyboard.press('Backspace');
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '-4711');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  const box = page.getByRole('combobox', { name: 'Find any id, page or action' });
  await expect(box).toBeHidden();
  released.resolve();
  await expect(box).toHaveValue('g flow-4711');
  await page.keyboard.type('!');
  await expect(box).toHaveValue('g flow-4711!');
  await expect(page).toHaveURL('/health');
});

test('an order id, which is a business key, is found', async ({ page }) => {
  const order = await completeOrder();
  await page.goto('/flows');
  const box = await openPalette(page);
  await box.fill(`orderId=${keyOf(order, 'business')}`);
  await box.press('Enter');
  await expect(page).toHaveURL(`/flows/${order.id}`);
});

test('an unknown id says what finds a flow', async ({ page }) => {
  await page.goto('/flows');
  const box = await openPalette(page);
  await box.fill('no-flow-is-called-so');
  await box.press('Enter');
  await expect(page.getByText('No flow has no-flow-is-called-so')).toBeVisible();
  await expect(page.getByText('What finds a flow: a correlation id')).toBeVisible();
  await expect(page).toHaveURL(/\/flows$/);
});

test('pages and actions are found by their names, and say their keys', async ({ page }) => {
  await page.goto('/health');
  const box = await openPalette(page);
  await box.fill('settings');
  await expect(page.getByRole('option', { name: /^go to settings/i })).toContainText('g');
  await box.press('Enter');
  await expect(page).toHaveURL('/settings');
  await (await openPalette(page)).fill('dark theme');
  await page.getByRole('option', { name: /use the dark theme/i }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a service leads to its flows, a consumer group to who reads, a topic to its page', async ({ page }) => {
  await completeOrder();
  await page.goto('/health');
  const choose = async (group: string, name: RegExp): Promise<void> => {
    await (await openPalette(page)).fill('paym');
    await page.getByRole('group', { name: group }).getByRole('option', { name }).click();
  };
  await choose('Services', /^payment/);
  await expect(page).toHaveURL(/\/flows\?service=payment/);
  await choose('Consumer groups', /^payment\s.*reads .*orders/);
  await expect(page).toHaveURL('/lag/kafka/payment');
  await choose('Topics', /^payments/);
  await expect(page).toHaveURL('/topics/kafka/payments');
});

test('the address of a flow that there is not says what to do', async ({ page, quiet }) => {
  quiet.allow(/status of 404/);
  await page.goto('/flows/no-flow-is-called-so');
  await expect(page.getByRole('heading', { name: 'No flow has this key' })).toBeVisible();
  await page.getByRole('link', { name: 'Search flows for it' }).click();
  await expect(page).toHaveURL(/\/flows\?range=all&q=no-flow-is-called-so/);
  await expect(page.getByRole('heading', { name: 'No flow matches' })).toBeVisible();
});

test.describe('a key that two flows have', () => {
  const orderId = newId('twice');
  const [first, second] = [newId('one'), newId('other')];

  test.beforeAll(async () => {
    await produce([event('parcel.weighed', first, { orderId }), event('parcel.weighed', second, { orderId })]);
    await untilEvents(first, 1);
    await untilEvents(second, 1);
  });

  test('is asked back about in the box', async ({ page }) => {
    await page.goto('/flows');
    const box = await openPalette(page);
    await box.fill(orderId);
    await box.press('Enter');
    await expect(page.getByText('2 flows match: choose one')).toBeVisible();
    await expect(page.getByRole('group', { name: 'Flows with this id' }).getByRole('option')).toHaveCount(2);
    await box.press('ArrowDown');
    await box.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('parcel.weighed');
  });

  test('is asked back about by its address', async ({ page }) => {
    await page.goto(`/flows/${encodeURIComponent(orderId)}`);
    await expect(page.getByRole('heading', { name: '2 flows have this key' })).toBeVisible();
    await page.getByRole('list', { name: 'Flows with this key' }).getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('parcel.weighed');
  });
});
