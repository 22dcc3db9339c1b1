/** The list of flows: what is chosen stands in the address, the keyboard is enough, and every state has words. */
import { completeOrder } from './harness/api.ts';
import { expect, test } from './harness/test.ts';

test.beforeAll(async () => void (await completeOrder()));

test('filters survive a reload, and can be cleared', async ({ page }) => {
  await page.goto('/flows');
  const shipping = page.getByRole('group', { name: 'Filters' }).getByRole('group', { name: 'Service' }).getByRole('checkbox', { name: 'shipping' });
  await shipping.check();
  await page.getByRole('button', { name: 'Time range' }).click();
  await page.getByRole('button', { name: 'Last 24 hours' }).click();
  await expect(page).toHaveURL(/service=shipping/);
  await expect(page).toHaveURL(/range=24h/);

  await page.reload();
  await expect(shipping).toBeChecked();
  await expect(page.getByRole('button', { name: 'Time range' })).toHaveText('Last 24 hours');
  await expect(page.getByText(/flows? in the last 24 hours/)).toBeVisible();

  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).not.toHaveURL(/service=/);
});

test('j, k and Enter choose a flow and open it', async ({ page }) => {
  await page.goto('/flows?kind=order.created&status=completed');
  const grid = page.getByRole('grid', { name: 'Flows' });
  const rows = grid.getByRole('row').filter({ has: page.getByRole('link') });
  await expect.poll(() => rows.count()).toBeGreaterThan(1);
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await page.keyboard.press('j');
  // The first that was there when the key went down: from then on the rows hold still.
  const chosen = grid.getByRole('row', { selected: true });
  await expect(chosen).toHaveCount(1);
  const [place, opened] = [Number(await chosen.getAttribute('aria-rowindex')), (await chosen.getByRole('link').getAttribute('href')) ?? ''];
  await page.keyboard.press('j');
  await expect(chosen).toHaveAttribute('aria-rowindex', String(place + 1));
  await page.keyboard.press('k');
  await expect(chosen).toHaveAttribute('aria-rowindex', String(place));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(opened);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Completed');
});

test('a filter that nothing matches says so and how to go on', async ({ page }) => {
  await page.goto('/flows?q=nothing-is-called-so');
  await expect(page.getByRole('heading', { name: 'No flow matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
});

test('a time in which nothing started leads to all time', async ({ page }) => {
  await page.goto('/flows?range=2001-01-01T00:00:00.000Z..2001-01-02T00:00:00.000Z');
  await expect(page.getByRole('heading', { name: 'No flow started in this time' })).toBeVisible();
  await page.getByRole('button', { name: 'Look at all time' }).click();
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
});

test('an API that fails is told, and asked again on request', async ({ page, quiet }) => {
  quiet.allow(/net::ERR_FAILED/);
  await page.goto('/flows');
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
  await page.getByRole('button', { name: 'Live' }).click(); // paused, so that it does not come back by itself
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible();
  await page.route('**/api/v1/flows?**', (route) => route.abort());
  await page.getByRole('checkbox', { name: 'With dead letters' }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'The flows cannot be read' });
  await expect(alert).toBeVisible();
  // It asks again by itself too, every few seconds: only what comes after the press is answered.
  await page.evaluate(() => document.addEventListener('click', () => Object.assign(window, { pressed: true }), { capture: true }));
  await page.route('**/api/v1/flows?**', async (route) => ((await page.evaluate(() => 'pressed' in window)) ? route.continue() : route.abort()));
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
});

test('a problem document is shown in its own words', async ({ page, quiet }) => {
  quiet.allow(/status of 503/);
  await page.goto('/flows');
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
  await page.route('**/api/v1/flows?**', (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'The database is away', status: 503, detail: 'It does not answer at this moment.' }) }),
  );
  await page.getByRole('checkbox', { name: 'With dead letters' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The database is away: It does not answer at this moment.' })).toBeVisible();
});

test('a page that there is not says so', async ({ page, quiet }) => {
  quiet.allow(/status of 404/);
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the flows' }).click();
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
});
