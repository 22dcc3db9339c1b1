/** The list of flows as a question: typed, pressed, drawn on the chart, given a name, and passed on by its address. */
import type { Page } from '@playwright/test';
import { completeOrder, failedOrder, flows, keyOf } from './harness/api.ts';
import { expect, test, whenAlive } from './harness/test.ts';

test.beforeAll(async () => {
  await completeOrder();
  await failedOrder();
});

const box = (page: Page) => page.getByRole('combobox', { name: 'Filter the flows' });
const grid = (page: Page) => page.getByRole('grid', { name: 'Flows' });
const rows = (page: Page) => grid(page).getByRole('row').filter({ has: page.getByRole('link') });
const facet = (page: Page, name: string) => page.getByRole('group', { name: 'Filters' }).getByRole('group', { name, exact: true });

test('a query is typed with completion, by the keyboard alone', async ({ page }) => {
  await page.goto('/flows?range=24h');
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(box(page)).toBeFocused();
  await page.keyboard.type('ki');
  const suggestions = page.getByRole('listbox', { name: 'Suggestions' });
  await expect(suggestions.getByRole('option').first()).toHaveText(/^kind:/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box(page)).toHaveValue('kind:');
  await page.keyboard.type('ord');
  await expect(suggestions.getByRole('option').first()).toHaveText(/^order\.created/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(box(page)).toHaveValue('kind:order.created ');
  await expect(page).toHaveURL(/kind=order\.created/);
  await page.keyboard.type('-topic:audits minDuration:1ms');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/notTopic=audits.*minDurationMs=1/);
  await expect(suggestions).toBeHidden();
  await expect(page.getByText(/flows? in the last 24 hours/)).toBeVisible();
});

test('one order is found by its business key, which is completed too', async ({ page }) => {
  const order = await completeOrder();
  const id = keyOf(order, 'business');
  await page.goto('/flows?range=all');
  await box(page).fill(`orderId:${id}`);
  await page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name: id, exact: true }).click();
  await expect(page).toHaveURL(/keyName=orderId/);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(id);

  await page.goto('/flows');
  await box(page).click();
  const recent = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('group', { name: 'Recent queries' }).getByRole('option').first();
  await expect(recent).toHaveText(`orderId:${id}`);
});

test('what cannot be meant is told, with what may have been', async ({ page }) => {
  await page.goto('/flows?range=24h');
  await box(page).fill('status:faild minDuration:5s');
  await box(page).press('Enter');
  await expect(page.getByText('There is no status “faild”.')).toBeVisible();
  await expect(box(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(page).not.toHaveURL(/status=/);
  await page.getByRole('button', { name: 'Use failed' }).click();
  await expect(box(page)).toHaveValue('status:failed minDuration:5s');
  await expect(page).toHaveURL(/status=failed/);
});

test('the box and the facets are one filter', async ({ page }) => {
  await page.goto('/flows?range=24h');
  await facet(page, 'Status').getByRole('checkbox', { name: 'Completed' }).check();
  await expect(box(page)).toHaveValue('status:completed');
  await box(page).fill('status:completed service:payment -topic:audits');
  await box(page).press('Enter');
  await expect(facet(page, 'Service').getByRole('checkbox', { name: 'payment' })).toBeChecked();
  await expect(facet(page, 'Topic').getByRole('listitem').filter({ hasText: 'audits' })).toContainText('not');
  // The address follows a moment after the page: each change is a step back of its own.
  await expect(page).toHaveURL(/service=payment/);
  await facet(page, 'Status').getByRole('checkbox', { name: 'Completed' }).uncheck();
  await expect(box(page)).toHaveValue('service:payment -topic:audits');
  await expect(page).not.toHaveURL(/status=/);
  await page.goBack();
  await expect(box(page)).toHaveValue('status:completed service:payment -topic:audits');
});

test('the chart zooms by dragging and by keys, and back', async ({ page }) => {
  await page.goto('/flows?range=15m');
  const chart = page.getByRole('slider', { name: 'When flows started' });
  await expect(chart).toBeVisible();
  const place = (await chart.boundingBox())!;
  await page.mouse.move(place.x + place.width * 0.5, place.y + 20);
  await page.mouse.down();
  await page.mouse.move(place.x + place.width * 0.99, place.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/range=\d{4}-.*\.\.\d{4}-.*was=15m/);
  await page.reload();
  await page.getByRole('button', { name: 'Back to last 15 min' }).click();
  await expect(page).toHaveURL(/range=15m$/);

  await chart.focus();
  await expect(chart).toHaveAttribute('aria-valuetext', /: (none|\d)/);
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/was=15m/);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/range=15m$/);
});

test('a view is saved, opened by somebody else, changed, deleted and brought back', async ({ page, browser, quiet }) => {
  quiet.allow(/409/);
  const name = `Slow ${Math.random().toString(36).slice(2, 8)}`;
  await page.goto('/flows?range=24h&kind=order.created&sort=duration');
  await page.getByRole('button', { name: 'Save as a view…' }).click();
  await page.getByLabel('Its name').fill(name);
  await page.getByRole('button', { name: 'Save it for everybody' }).click();
  const views = page.getByRole('navigation', { name: 'Views' });
  await expect(views.getByRole('button', { name })).toHaveAttribute('aria-current', 'true');

  const other = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  whenAlive(other);
  await other.goto('/flows');
  await other.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click();
  await expect(other).toHaveURL(/kind=order\.created.*sort=duration/);
  await expect(box(other)).toHaveValue('kind:order.created');
  await facet(other, 'Status').getByRole('checkbox', { name: 'Completed' }).check();
  await other.getByRole('button', { name: 'Save the change' }).click();
  await expect(other.getByRole('button', { name: 'Save the change' })).toBeHidden();
  await other.context().close();
  // Who has not seen that change yet does not undo it.
  await facet(page, 'Status').getByRole('checkbox', { name: 'Failed' }).check();
  await page.getByRole('button', { name: 'Save the change' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Somebody has changed this view since you read it' })).toBeVisible();

  await page.reload();
  await views.getByRole('button', { name }).click();
  await expect(box(page)).toHaveValue('status:completed kind:order.created');
  await page.getByRole('button', { name: 'Manage views' }).click();
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await expect(page.getByText(`“${name}” was deleted.`)).toBeVisible();
  await expect(views.getByRole('button', { name })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(views.getByRole('button', { name })).toBeVisible();

  await page.getByRole('button', { name: 'Manage views' }).click();
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  await expect(views.getByRole('button', { name })).toBeHidden();
});

test('columns are chosen and moved, the order is taken from a heading, and a reload keeps all', async ({ page }) => {
  await page.goto('/flows?range=24h');
  const headings = () => grid(page).getByRole('columnheader').allTextContents();
  await page.getByRole('button', { name: 'Columns' }).click();
  const picker = page.getByRole('dialog', { name: 'Columns' });
  await picker.getByRole('checkbox', { name: 'Topics' }).check();
  await picker.getByRole('checkbox', { name: 'Spans' }).uncheck();
  await picker.getByRole('button', { name: 'Move Key up' }).click();
  await page.keyboard.press('Escape');
  await grid(page).getByRole('columnheader', { name: 'Duration' }).getByRole('button').click();
  await expect(grid(page).getByRole('columnheader', { name: 'Duration' })).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/sort=duration/);
  await page.reload();
  await expect(grid(page)).toBeVisible();
  const names = (await headings()).join(' ');
  expect(names).toMatch(/^Status.*Key.*Kind/);
  expect(names).toContain('Topics');
  expect(names).not.toContain('Spans');
  // Which one is the slowest changes while flows go on.
  await expect(async () => {
    const slowest = (await flows('from=now-24h&sort=duration&limit=1'))[0]!;
    await expect(rows(page).first().getByRole('link')).toHaveAttribute('href', new RegExp(`/flows/${slowest.id}$`), { timeout: 2000 });
  }).toPass();

  await page.goto('/flows'); // what is preferred stays
  await expect(grid(page).getByRole('columnheader', { name: 'Topics' })).toBeVisible();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'The usual ones' }).click();
  await expect(grid(page).getByRole('columnheader', { name: 'Topics' })).toBeHidden();
});

test('j, k, End, Home and o go through the list', async ({ page }) => {
  await page.goto('/flows?range=24h&kind=order.created&status=completed');
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await page.keyboard.press('j');
  // The first that was there when the key went down: from then on the rows hold still.
  await expect(grid(page).getByRole('row', { selected: true })).toHaveCount(1);
  await grid(page).focus();
  await page.keyboard.press('End');
  await expect(rows(page).nth(0)).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Home');
  await expect(rows(page).nth(0)).toHaveAttribute('aria-selected', 'true');
  const path = (await rows(page).nth(0).getByRole('link').getAttribute('href')) ?? '';
  await page.keyboard.press('o');
  await expect(page).toHaveURL(path);
});

test('where nothing matches, the page says what would', async ({ page }) => {
  await page.goto('/flows?range=24h&status=completed&q=nothing-is-called-so');
  await expect(page.getByRole('heading', { name: 'No flow matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Without “nothing-is-called-so”' }).click();
  await expect(rows(page).first()).toContainText('Completed');
  await expect(box(page)).toHaveValue('status:completed');
});

test.describe('far from Greenwich', () => {
  test.use({ timezoneId: 'Asia/Kolkata' });

  test('times are written in local time or in UTC, on every page', async ({ page }) => {
    const order = await completeOrder();
    const clock = (timeZone: string) => new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(order.startedAt));
    await page.goto(`/flows?range=all&key=${encodeURIComponent(keyOf(order, 'correlation'))}`);
    await expect(rows(page).first()).toContainText(clock('Asia/Kolkata'));
    await page.getByRole('radio', { name: 'UTC' }).check();
    await expect(rows(page).first()).toContainText(clock('UTC'));
    await page.reload();
    await expect(rows(page).first()).toContainText(clock('UTC'));
    await page.goto('/health');
    await expect(page.getByRole('radio', { name: 'UTC' })).toBeChecked();
    await page.getByRole('radio', { name: 'Local time' }).check();
  });
});

test('where it is narrow the filters are a drawer', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 800 });
  await page.goto('/flows?range=24h');
  await expect(page.getByRole('group', { name: 'Filters' })).toBeHidden();
  await page.getByRole('button', { name: /^Filters/ }).click();
  const drawer = page.getByRole('dialog', { name: 'Filters' });
  await drawer.getByRole('checkbox', { name: 'Failed' }).check();
  await drawer.getByRole('button', { name: 'Close' }).click();
  await expect(box(page)).toHaveValue('status:failed');
});
