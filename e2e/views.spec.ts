/** On call: one failed order, looked at in every view of it, and taken along. */
import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { failedOrder, flow, keyOf } from './harness/api.ts';
import { expect, test } from './harness/test.ts';

const details = (page: Page) => page.getByRole('complementary', { name: 'Details' });
const view = (page: Page, name: string) => page.getByRole('group', { name: 'View' }).getByRole('button', { name });

async function taken(page: Page, name: RegExp): Promise<string> {
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all<Download | void>([page.waitForEvent('download'), page.getByRole('button', { name }).first().click()]);
  await page.keyboard.press('Escape');
  return readFile(await (download as Download).path(), 'utf8');
}

test('a failed order is the same in every view, and stays selected from one to the next', async ({ page }) => {
  const order = await failedOrder();
  await page.goto(`/flows/${encodeURIComponent(keyOf(order, 'correlation'))}?view=table`);
  const records = page.getByRole('grid', { name: 'Records' });
  await records.getByRole('row').filter({ hasText: 'orders.payments.dlq' }).filter({ hasText: 'dead letter' }).first().click();
  await expect(page).toHaveURL(/record=e/);
  const record = new URL(page.url()).searchParams.get('record');

  await page.keyboard.press('2');
  const steps = page.getByRole('grid', { name: 'Steps' });
  await expect(steps.locator('[aria-selected=true]')).toContainText('dead letter');
  await expect(steps.getByRole('columnheader').filter({ hasText: 'payment' })).toBeVisible();
  await expect(steps.getByRole('row').filter({ hasText: /order\.created.*attempt 2.*retry|order\.created.*retry/ }).first()).toBeVisible();
  await expect(steps.getByRole('row').filter({ hasText: /waited \d/ }).first()).toBeVisible();

  await page.keyboard.press('3');
  const tree = page.getByRole('treegrid', { name: 'What caused what' });
  await expect(tree.locator('[aria-selected=true]')).toContainText('dead letter');

  await view(page, 'Timeline').click();
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  await expect(details(page)).toContainText('dead letter');
  expect(new URL(page.url()).searchParams.get('record')).toBe(record);

  await page.keyboard.press('4');
  await expect(records.locator('[aria-selected=true]')).toContainText('dead letter');
  await page.keyboard.press('k');
  await expect.poll(() => new URL(page.url()).searchParams.get('record')).not.toBe(record);
  await page.keyboard.press('Escape');
  await expect(details(page)).toBeHidden();
});

test('the sequence folds what a service does inside, and is taken along as Mermaid and SVG', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const order = await failedOrder();
  await page.goto(`/flows/${order.id}?view=sequence`);
  const steps = page.getByRole('grid', { name: 'Steps' });
  await expect(steps.getByRole('button', { name: 'Unfold the work inside' }).first()).toBeVisible();
  const before = Number(await steps.getAttribute('aria-rowcount'));
  await page.getByRole('button', { name: 'Work inside services' }).click();
  await expect.poll(async () => Number(await steps.getAttribute('aria-rowcount'))).toBeGreaterThan(before);
  await expect(page).toHaveURL(/inside=true/);

  const mermaid = await taken(page, /^Download Mermaid/);
  expect(mermaid).toMatch(/^sequenceDiagram\n {4}participant p0 as /);
  expect(mermaid).toMatch(/p\d+-\)p\d+: order\.created.*retry/);
  expect(mermaid).toMatch(/orders\.payments\.dlq.*dead letter/);
  const svg = await taken(page, /^Download SVG/);
  const drawn = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return { broken: parsed.querySelector('parsererror') !== null, root: parsed.documentElement.localName, scripts: parsed.querySelectorAll('script,foreignObject,a,image').length, text: parsed.documentElement.textContent };
  }, svg);
  expect(drawn).toMatchObject({ broken: false, root: 'svg', scripts: 0 });
  for (const said of ['checkout', 'payment', 'order.created', 'dead letter']) expect(drawn.text).toContain(said);

  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: /^Copy Mermaid/ }).click();
  await expect(page.getByText('Copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mermaid);
});

test('the tree is walked by keys, and errors show on what is collapsed', async ({ page }) => {
  const order = await failedOrder();
  await page.goto(`/flows/${order.id}?view=tree`);
  const tree = page.getByRole('treegrid', { name: 'What caused what' });
  const rows = tree.getByRole('row').filter({ has: page.getByRole('gridcell') });
  await expect(rows.first()).toHaveAttribute('aria-level', '1');
  const all = await tree.getAttribute('aria-rowcount');
  await tree.focus();
  await page.keyboard.press('Home');
  await expect(rows.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(rows.first()).toHaveAttribute('aria-expanded', 'false');
  await expect(rows.first()).toContainText(/\d+ errors? inside/);
  await page.keyboard.press('ArrowRight');
  await expect(rows.first()).toHaveAttribute('aria-expanded', 'true');
  await expect(tree).toHaveAttribute('aria-rowcount', all!);
  await page.keyboard.press('ArrowRight');
  await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(rows.first()).toHaveAttribute('aria-selected', 'true');

  await page.getByRole('button', { name: 'Collapse all' }).click();
  await expect(page).toHaveURL(/folded=closed/);
  await page.getByRole('button', { name: 'Expand to errors' }).click();
  await expect(page).toHaveURL(/folded=errors/);
  await expect(rows.filter({ hasText: 'dead letter' }).first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Filter by text' }).fill('payments.dlq dead');
  await expect(rows.filter({ hasText: 'dead letter' }).first()).toBeVisible();
  await expect(rows.first()).toHaveAttribute('aria-level', '1');
  await expect(page).toHaveURL(/find=payments/);
});

test('the table is sorted and filtered by its address, and taken along as CSV and JSON', async ({ page }) => {
  const order = await failedOrder();
  const { events, spans } = await flow(order.id);
  await page.goto(`/flows/${order.id}?view=table`);
  const records = page.getByRole('grid', { name: 'Records' });
  const rows = records.getByRole('row').filter({ has: page.getByRole('gridcell') });
  // Rows come with the scripts; before those a click does nothing.
  await expect(rows.first()).toBeVisible();
  await records.getByRole('button', { name: 'Length' }).click();
  await expect(records.getByRole('columnheader', { name: 'Length' })).toHaveAttribute('aria-sort', 'descending');
  const longest = spans.toSorted((a, b) => b.durationMs - a.durationMs)[0]!;
  await expect(rows.first()).toContainText(longest.name);

  await page.getByRole('button', { name: 'Errors only' }).click();
  await page.getByRole('combobox', { name: 'Kind of record' }).selectOption({ label: 'Messages' });
  await expect(rows).toHaveCount(events.filter(({ role }) => role === 'dead-letter').length);
  await expect(page).toHaveURL(/sort=-duration.*|only=message/);
  await expect.poll(() => Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ sort: '-duration', errors: 'true', only: 'message' });
  await page.reload();
  await expect(rows).toHaveCount(events.filter(({ role }) => role === 'dead-letter').length);
  await expect(page.getByRole('button', { name: 'Errors only' })).toHaveAttribute('aria-pressed', 'true');

  const filtered = await taken(page, /^Download CSV, the/);
  const lines = filtered.split('\r\n');
  expect(lines[0]).toMatch(/^time \(UTC\),since start \(ms\),kind,name,/);
  expect(lines.filter((line) => line !== '')).toHaveLength(1 + events.filter(({ role }) => role === 'dead-letter').length);
  expect(lines[1]).toContain('orders.payments.dlq');
  const whole = JSON.parse(await taken(page, /^Download JSON, all/)) as { flow: string; of: number; records: unknown[] };
  expect(whole.flow).toBe(order.id);
  expect(whole.records).toHaveLength(events.length + spans.length);

  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByRole('textbox', { name: 'Filter by text' }).fill('nothing is called so');
  await expect(page.getByRole('heading', { name: 'No record fits these filters' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Topic' }).check();
  await expect(records.getByRole('columnheader', { name: 'Topic' })).toBeVisible();
});
