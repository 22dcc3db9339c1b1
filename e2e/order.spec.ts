/** On call: one order, from the list to what its messages said. */
import { completeOrder, failedOrder, flow, keyOf } from './harness/api.ts';
import { expect, test } from './harness/test.ts';

test.beforeAll(async () => void (await completeOrder()));

test('an order is filtered for and opened', async ({ page }) => {
  await page.goto('/flows');
  const filters = page.getByRole('group', { name: 'Filters' });
  await filters.getByRole('checkbox', { name: 'order.created' }).check();
  await filters.getByRole('checkbox', { name: 'Completed' }).check();
  await expect(page).toHaveURL(/kind=order\.created/);
  await expect(page).toHaveURL(/status=completed/);

  const rows = page.getByRole('grid', { name: 'Flows' }).getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows.first()).toContainText('Completed');
  await expect(rows.first()).toContainText('order.created');
  await expect(rows.filter({ hasText: /Failed|trip\.requested|video\.started/ })).toHaveCount(0);
  await rows.filter({ hasText: 'email' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Completed.*: order\.created .* in /);
});

test('an order is read down to the payload, the headers and who read it', async ({ page }) => {
  const order = await completeOrder();
  await page.goto(`/flows/${encodeURIComponent(keyOf(order, 'correlation'))}`);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  for (const lane of ['service checkout', 'service payment', 'service shipping', 'topic orders', 'topic payments', 'topic shipments']) await expect(timeline.getByTitle(lane, { exact: true })).toBeVisible();

  await timeline.getByRole('option', { name: /^order\.created in orders,/ }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { name: 'order.created' })).toBeVisible();
  const payload = details.getByRole('region', { name: 'Payload' });
  await expect(payload).toContainText('orderId');
  await expect(payload).toContainText('customer');
  const headers = details.getByRole('region', { name: 'Headers' });
  for (const name of ['event-type', 'message-id', 'correlation-id', 'traceparent']) await expect(headers.getByText(name, { exact: true })).toBeVisible();
  const deliveries = details.getByRole('region', { name: 'Deliveries' });
  await expect(deliveries.getByText('payment', { exact: true }).first()).toBeVisible();
  await expect(deliveries).toContainText('after a wait of');

  await page.getByRole('button', { name: 'Close details' }).click();
  await expect(details).toBeHidden();
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Flows' }).click();
  await expect(page).toHaveURL(/\/flows$/);
});

test('a copied link shows what was selected', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/flows/${(await completeOrder()).id}`);
  await page.getByRole('option', { name: /^payment\.completed in payments/ }).click();
  await expect(page).toHaveURL(/record=/);
  await page.getByRole('button', { name: 'Copy link', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto('/health');
  await page.goto(link);
  await expect(page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { name: 'payment.completed' })).toBeVisible();
});

test('back from a flow leads to the list as it was', async ({ page }) => {
  await page.goto('/flows?kind=order.created&status=completed');
  // Where its kind stands: names of services, which lie above the link in the middle of a row, open it too.
  await page.getByRole('grid', { name: 'Flows' }).getByRole('gridcell', { name: 'order.created' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');
  await page.goBack();
  await expect(page).toHaveURL(/\/flows\?kind=order\.created&status=completed$/);
  await expect(page.getByRole('checkbox', { name: 'order.created' })).toBeChecked();
});

test('every event and span of an order is in the table', async ({ page }) => {
  const order = await completeOrder();
  const { events, spans } = await flow(order.id);
  await page.goto(`/flows/${order.id}?view=table`);
  await expect(page.getByRole('grid', { name: 'Records' })).toHaveAttribute('aria-rowcount', String(events.length + spans.length + 1));
  for (const type of ['order.created', 'payment.completed', 'inventory.reserved', 'shipment.created', 'email.sent', 'shipment.audited']) expect(events.map((event) => event.type)).toContain(type);
});

test('an order that failed says so in a sentence, with its dead letter', async ({ page }) => {
  const order = await failedOrder();
  await page.goto(`/flows/${encodeURIComponent(keyOf(order, 'correlation'))}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Failed after 3 attempts in payment, (dead-lettered in orders\.payments\.dlq|and compensated)/);
  await page.getByRole('option', { name: /in orders\.payments\.dlq/ }).first().click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByText('dead letter', { exact: true })).toBeVisible();
  await expect(details.getByRole('region', { name: 'Headers' })).toContainText('card declined');
});

test('spans of a batch that several orders share are marked as shared', async ({ page }) => {
  const query = 'kind=order.created&topic=audits&limit=50';
  let shared: string | undefined;
  await expect(async () => {
    const { flows } = (await (await page.request.get(`/api/v1/flows?${query}`)).json()) as { flows: { id: string }[] };
    for (const { id } of flows) if ((await flow(id)).spans.some(({ sharedWith }) => sharedWith > 0)) shared = id;
    expect(shared).toBeDefined();
  }).toPass({ timeout: 60_000 });
  await page.goto(`/flows/${shared}?view=table`);
  await page.getByRole('row').filter({ hasText: /shared with \d+ flow/ }).first().click();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText(/with \d+ other flow/);
  await page.getByRole('button', { name: 'Timeline' }).click();
  await expect(page.getByRole('option', { name: /shared with \d+ other flow/ }).first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('shared with other flows');
});
