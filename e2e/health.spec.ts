/** How Throughline itself is doing: what it reads, and what it could not read. */
import { encodeHeld } from '#lib/core/quarantine/held.ts';
import { withDatabase } from './harness/database.ts';
import { newId, produce } from './harness/messages.ts';
import { places } from './harness/places.ts';
import { expect, test } from './harness/test.ts';
import { exportOf, spansOf } from './harness/traces.ts';

test('every source and the collector are well', async ({ page }) => {
  await page.goto('/health');
  const sources = page.getByRole('table', { name: 'Sources' });
  for (const name of ['kafka', 'http', 'grpc']) await expect(sources.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) })).toContainText('OK');
  await expect(page.getByRole('table', { name: 'Collectors' }).getByRole('row').nth(1)).toContainText('rollup');
  await expect(page.getByRole('status').filter({ hasText: /events and .* spans a second from 3 sources/ })).toBeVisible();
});

test('a message that cannot be read appears in the quarantine with its place, reason and bytes', async ({ page }) => {
  await page.goto('/health');
  const text = newId('no spans');
  const { partition, baseOffset } = await produce([{ headers: {}, value: `${text}, and no protobuf` }], 'otlp_spans');
  const entry = page.getByRole('table', { name: 'Quarantine' }).getByRole('row').filter({ hasText: text });
  await expect(entry).toBeVisible({ timeout: 30_000 });
  await expect(entry).toContainText('kafka');
  await expect(entry).toContainText('otlp_spans');
  await expect(entry).toContainText(new RegExp(`${partition}.*${baseOffset}`));
  await entry.getByRole('link').press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`otlp_spans/${partition}/${baseOffset}`);
  await expect(page.getByRole('region', { name: 'Bytes' })).toContainText(`${text}, and no protobuf`);
  await page.getByRole('button', { name: 'Hex' }).click();
  await expect(page.getByRole('group', { name: 'Payload as hex' })).toContainText(Buffer.from(text.slice(0, 4)).toString('hex').replaceAll(/(..)(?=.)/g, '$1 '));
  await page.getByRole('button', { name: 'Read it again' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Still not readable: not spans' })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'not spans' })).toBeVisible();
  await page.goBack();
  await expect(entry).toContainText('Not read');
});

test('what an earlier version could not read is read again, stored and found', async ({ page }) => {
  const key = newId('unread');
  const bytes = exportOf({ shop: [spansOf(key, Date.now())('order.unread', null, 0, 5, 1)] });
  const { rows: [entry] } = await withDatabase(places().databaseUrl, (client) =>
    client.query<{ id: string }>(`INSERT INTO quarantine (at, source, origin, reason, bytes, held) VALUES ($1, 'otlp', 'POST /v1/traces', 'an earlier version could not read this', $2, $3) RETURNING id`, [Date.now() * 1000, Buffer.from(bytes), encodeHeld({ kind: 'spans' })]),
  );
  await page.goto(`/health/quarantine/${entry?.id}`);
  await page.getByRole('button', { name: 'Read it again' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Read and stored.' })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: '0 events and 1 spans' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Read it again' })).toBeHidden();
  await page.goto(`/flows/${key}`);
  await expect(page.getByRole('option', { name: /order\.unread/ })).toBeVisible();
});

test('the demo says which faults it plays', async ({ page }) => {
  await page.goto('/flows');
  await page.getByText('Demo', { exact: true }).click();
  await expect(page.getByText('Some cards are declined')).toBeVisible();
});

test('a server that does not answer is told, with what it said last', async ({ page, quiet }) => {
  quiet.allow(/net::ERR_FAILED/);
  await page.goto('/health');
  await expect(page.getByRole('table', { name: 'Sources' })).toBeVisible();
  await page.route('**/api/v1/health', (route) => route.abort());
  await expect(page.getByText('The server does not say')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Sources' })).toBeVisible();
  await page.unroute('**/api/v1/health');
  await expect(page.getByText('The server does not say')).toBeHidden();
});
