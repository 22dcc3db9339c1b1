/** Whoever sets it up: what is read of messages, and whether it is read of theirs. */
import { completeOrder, keyOf } from './harness/api.ts';
import { expect, test } from './harness/test.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

test('the settings are one click away, and say what is in force', async ({ page }) => {
  await page.goto('/flows');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  const inForce = page.getByRole('region', { name: 'In force' });
  await expect(inForce.getByRole('region', { name: 'Correlation' })).toContainText('x-correlation-id');
  await expect(inForce.getByRole('region', { name: 'Trace' })).toContainText('x-datadog-trace-id');
  await expect(inForce.getByRole('region', { name: 'Dead letters and retries' })).toContainText('Spring Kafka');
  await expect(inForce.getByRole('region', { name: 'Limits' })).toContainText('7 days');
  await inForce.locator('summary').filter({ hasText: /^orderId/ }).click();
  await expect(inForce.getByText('/data/orderId', { exact: true })).toBeVisible();
});

test('a pasted message is read as a collector would read it, and is in no address', async ({ page }) => {
  await page.goto('/settings');
  await page.getByLabel('Topic').fill('orders-dlt');
  await page.getByLabel('Headers').fill(
    [`traceparent: 00-${TRACE}-00f067aa0ba902b7-01`, 'Correlation-Id: order-4711', 'x-request-id: req-1', 'kafka_dlt-original-topic: orders', 'kafka_dlt-original-partition: 0x00000003', 'kafka_dlt-original-offset: 0x0000010000000000', 'kafka_dlt-exception-message: declined', 'b3: nonsense'].join('\n'),
  );
  await page.getByLabel('Payload').fill('{"id": 42, "type": "order.created", "orderId": 4711}');
  await page.keyboard.press('Control+Enter');
  const read = page.getByRole('region', { name: 'What is read' });
  await expect(read).toContainText('dead letter');
  const keys = read.getByRole('table', { name: 'Keys' });
  const row = (text: string) => keys.getByRole('row').filter({ hasText: text });
  await expect(row('order-4711')).toContainText(/correlation.*correlation-id.*header.*joins/);
  await expect(row('req-1')).toContainText('only finds');
  await expect(row(TRACE)).toContainText('traceparent');
  await expect(row('/orderId')).toContainText(/orderId.*4711.*payload.*only finds/);
  await expect(row('/id').filter({ hasText: '42' })).toContainText('plain number');
  await expect(read.getByRole('region', { name: 'The failure' })).toContainText('orders, partition 3, offset 1099511627776');
  await expect(read.getByRole('region', { name: 'The failure' })).toContainText('declined');
  await expect(read.getByRole('region', { name: 'Could not be read as it should be' })).toContainText('b3 "nonsense" is malformed');
  await expect(page).toHaveURL(/\/settings$/);
});

test('what cannot be read is told at its field, and what was typed stays', async ({ page, quiet }) => {
  quiet.allow(/status of 400/);
  await page.goto('/settings');
  await page.getByLabel('Headers').fill('a: 1\nnothing\nb: 0x123');
  await page.getByLabel('Payload').fill('0xf');
  await page.getByRole('button', { name: 'Read it' }).click();
  await expect(page.getByLabel('Headers')).toHaveAccessibleDescription(/line 2 is not.*line 3: 0x123 has an odd number of digits/);
  await expect(page.getByLabel('Payload')).toHaveAccessibleDescription(/0xf has an odd number/);
  await expect(page.getByLabel('Headers')).toHaveValue('a: 1\nnothing\nb: 0x123');
  await page.getByLabel('Headers').fill('a: 1');
  await page.getByLabel('Payload').fill('0xff');
  await page.getByRole('button', { name: 'Read it' }).click();
  await expect(page.getByRole('region', { name: 'What is read' })).toContainText('nothing finds this message');
});

test('a message of a flow is tried from its details', async ({ page }) => {
  const order = await completeOrder();
  const correlation = keyOf(order, 'correlation');
  await page.goto(`/flows/${encodeURIComponent(correlation)}`);
  await page.getByRole('region', { name: 'Timeline' }).getByRole('option', { name: /^order\.created in orders,/ }).click();
  await page.getByRole('button', { name: 'Try on the settings page' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  const read = page.getByRole('region', { name: 'What is read' });
  await expect(read.getByRole('table', { name: 'Keys' }).getByRole('row').filter({ hasText: correlation }).filter({ hasText: 'correlation' }).first()).toContainText('joins');
  await expect(page.getByLabel('Topic')).toHaveValue('orders');
  await page.reload();
  await expect(page.getByLabel('Topic')).toHaveValue('');
});
