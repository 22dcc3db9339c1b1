/** A payload of which only the beginning is kept: its preview, the whole of it from the broker, and what is said when there is none. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { untilEvents } from './harness/api.ts';
import { newId, produce } from './harness/messages.ts';
import { expect, test } from './harness/test.ts';

const LARGE = `{"orderId":9007199254740993,"filler":"${'x'.repeat(700_000)}","last":"the end of it"}`;

async function open(page: Page, value: string | Buffer) {
  const id = newId('payload');
  await produce([{ headers: { 'correlation-id': id, 'content-type': 'application/json' }, value }]);
  await untilEvents(id, 1);
  await page.goto(`/flows/${id}?view=table`);
  await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(1).click();
  return page.getByRole('region', { name: 'Payload' });
}

test('a large payload is previewed, loaded whole, and downloaded', async ({ page }) => {
  const payload = await open(page, LARGE);
  await expect(payload.getByRole('status')).toHaveText('Preview: first 64 KiB of 684 KiB');
  await expect(payload).not.toContainText('the end of it');

  await payload.getByRole('button', { name: 'Load whole from the broker' }).click();
  await expect(payload.getByRole('status')).toHaveText('Whole: 684 KiB, read from the broker just now');
  await expect(payload.getByRole('group', { name: 'Payload as tree' })).toContainText('the end of it');
  await expect(payload.getByRole('group', { name: 'Payload as tree' })).toContainText('9007199254740993');

  const saving = page.waitForEvent('download');
  await payload.getByRole('link', { name: 'Download' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^audits-\d+-\d+\.bin$/);
  expect((await readFile(await saved.path())).equals(Buffer.from(LARGE))).toBe(true);
});

test('what the broker has no longer is said, and may not be tried again', async ({ page, quiet }) => {
  quiet.allow(/410/);
  const payload = await open(page, LARGE);
  await page.route('**/payload?*', (route) =>
    route.fulfill({ status: 410, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:throughline:problem:gone', title: 'No longer there', status: 410, detail: "The broker has this message no longer: the topic's retention removed it." }) }),
  );
  await payload.getByRole('button', { name: 'Load whole from the broker' }).click();
  await expect(payload.getByRole('alert')).toHaveText("No longer there: The broker has this message no longer: the topic's retention removed it.");
  await expect(payload.getByRole('status')).toContainText('Preview');
});

test('a small payload is there at once', async ({ page }) => {
  const payload = await open(page, '{"big":1e400,"id":9007199254740993}');
  await expect(payload).toContainText('1e400');
  await expect(payload).toContainText('9007199254740993');
  await expect(payload.getByRole('button', { name: /Load/ })).toHaveCount(0);
});
