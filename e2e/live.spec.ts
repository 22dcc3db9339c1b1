/** What happens now is on the screen without a reload. */
import { completeOrder, untilEvents } from './harness/api.ts';
import { event, newId, produce } from './harness/messages.ts';
import { expect, test } from './harness/test.ts';

/** From the broker's acknowledgement to the screen; a second is promised, and a test machine is not a quiet one. */
const SOON = { timeout: 30_000 };

for (const view of ['timeline', 'table'] as const) {
  test(`a flow that is open from its first event grows in the ${view}, and what is selected stays selected`, async ({ page }) => {
    const parcel = newId('parcel');
    await produce([event('parcel.packed', parcel)]);
    await untilEvents(parcel, 1);
    await page.goto(`/flows/${parcel}?view=${view}`);
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const record = (type: string) => (view === 'timeline' ? page.getByRole('option', { name: `${type} in audits,` }) : page.getByRole('row').filter({ hasText: type }));
    await record('parcel.packed').click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await expect(details.getByRole('heading', { name: 'parcel.packed' })).toBeVisible();

    for (const type of ['parcel.collected', 'parcel.delivered']) {
      await produce([event(type, parcel)]);
      await expect(record(type)).toBeVisible(SOON);
      await expect(page.getByRole('heading', { level: 1 })).toContainText(type);
    }
    await expect(page.getByText('3 events')).toBeVisible();
    await expect(record('parcel.packed')).toHaveAttribute('aria-selected', 'true');
    await expect(details.getByRole('heading', { name: 'parcel.packed' })).toBeVisible();
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });
}

test('the list takes in a new flow at its top', async ({ page }) => {
  await page.goto('/flows?kind=letter.posted');
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  const letter = newId('letter');
  await produce([event('letter.posted', letter)]);
  await expect(page.getByRole('grid', { name: 'Flows' }).getByRole('row').nth(1)).toContainText(letter.slice(0, 12), SOON);
});

test('while the reader is busy, new flows wait behind a button', async ({ page }) => {
  await produce([event('card.posted', newId('card'))]);
  await completeOrder();
  await page.goto('/flows?kind=card.posted');
  const rows = page.getByRole('grid', { name: 'Flows' }).getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(rows.first()).toHaveAttribute('aria-selected', 'true');

  await produce([event('card.posted', newId('card'))]);
  const more = page.getByRole('button', { name: '1 new' });
  await expect(more).toBeVisible(SOON);
  await expect(rows).toHaveCount(1);
  await more.click();
  await expect(rows).toHaveCount(2);
});

test('paused, nothing changes until it goes on', async ({ page }) => {
  const parcel = newId('paused');
  await produce([event('parcel.packed', parcel)]);
  await untilEvents(parcel, 1);
  await page.goto(`/flows/${parcel}`);
  await page.getByRole('button', { name: 'Live' }).click();
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible();
  await produce([event('parcel.collected', parcel)]);
  await untilEvents(parcel, 2);
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.getByRole('button', { name: 'Paused' }).click();
  await expect(page.getByRole('option', { name: /^parcel\.collected in audits,/ })).toBeVisible(SOON);
});
