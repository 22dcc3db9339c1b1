/** How Throughline itself is doing: what it reads, and what it could not read. */
import { newId, produce } from './harness/messages.ts';
import { expect, test } from './harness/test.ts';

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
