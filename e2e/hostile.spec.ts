/** What a broker holds is anybody's text: it is shown as text, whatever it says. */
import { flow, untilEvents } from './harness/api.ts';
import { newId, produce } from './harness/messages.ts';
import { openPalette } from './harness/palette.ts';
import { expect, test } from './harness/test.ts';

const MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
const OVERRIDE = '\u202Egnp.exe\u202C';

test('markup, overrides and NUL are shown, and do nothing', async ({ page }) => {
  const id = newId('hostile');
  const type = `${MARKUP}${OVERRIDE}`;
  await produce([
    {
      key: `key\0${MARKUP}`,
      headers: { 'event-type': type, 'correlation-id': id, 'x-note': `${MARKUP}${OVERRIDE}`, 'x-nul': 'a\0b', 'x-link': 'javascript:alert(3)', 'x-bytes': Buffer.from([0xff, 0xfe, 0x00]), [MARKUP]: 'a header of that name' },
      value: JSON.stringify({ note: MARKUP, [MARKUP]: 'a field of that name', name: OVERRIDE, nul: 'a\0b', link: 'javascript:alert(4)' }),
    },
  ]);
  const { flow: found } = await untilEvents(id, 1);

  await page.goto(`/flows?key=${encodeURIComponent(id)}`);
  await expect(page.getByRole('grid', { name: 'Flows' }).getByText('<img src=x onerror="alert(1)">').first()).toBeVisible();
  await page.goto(`/flows/${found.id}?view=table`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<img src=x');
  await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(1).click();

  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { level: 2 })).toContainText(`${MARKUP}[U+202E]gnp.exe[U+202C]`);
  await expect(details.getByRole('region', { name: 'Headers' })).toContainText(`${MARKUP}[U+202E]gnp.exe`);
  await expect(details.getByRole('region', { name: 'Headers' })).toContainText('610062'); // what holds NUL is no text, so its bytes are shown
  await expect(details.getByRole('region', { name: 'Headers' })).toContainText('fffe00');
  const payload = details.getByRole('region', { name: 'Payload' });
  await expect(payload).toContainText(MARKUP);
  await expect(payload).toContainText('[U+202E]gnp.exe');
  await expect(payload).toContainText('a␀b');
  await payload.getByRole('button', { name: 'Raw' }).click();
  await expect(payload).toContainText('<script>alert(2)</script>');
  await payload.getByRole('button', { name: 'Hex' }).click();
  await expect(payload).toContainText('00000000');

  await page.getByRole('button', { name: 'Timeline' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.goto('/flows');
  await (await openPalette(page)).fill(MARKUP);
  await expect(page.getByRole('option', { name: `${MARKUP}[U+202E]gnp.exe[U+202C]` })).toBeVisible();

  expect(await page.locator('img').count()).toBe(0);
  expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
});

test('a message that is no text at all is shown as bytes', async ({ page }) => {
  const id = newId('bytes');
  await produce([{ headers: { 'correlation-id': id }, value: Buffer.from([0x00, 0xc3, 0x28, 0xff, 0xfe, 0x80]) }]);
  await untilEvents(id, 1);
  await page.goto(`/flows/${id}?view=table`);
  await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(1).click();
  await expect(page.getByRole('region', { name: 'Payload' })).toContainText('00 c3 28 ff fe 80');
});

test('an address with anything in it is answered with words', async ({ page, quiet }) => {
  quiet.allow(/status of 404/);
  for (const key of [MARKUP, OVERRIDE, '../../health', 'a'.repeat(2000), "'; DROP TABLE flow; --"]) {
    await page.goto(`/flows/${encodeURIComponent(key)}`);
    await expect(page.getByRole('heading', { name: 'No flow has this key' })).toBeVisible();
  }
  await expect(flow('\0')).rejects.toThrow(/answered (400|404)/);
});
