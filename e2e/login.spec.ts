/** With THROUGHLINE_TOKEN: a login for people, a bearer token for programs, and nothing for anybody else. */
import { completeOrder } from './harness/api.ts';
import { places } from './harness/places.ts';
import { expect, test } from './harness/test.ts';
import { startWeb, type WebServer } from './web-server.ts';

const TOKEN = 'the-token-of-the-login-journey';
let web: WebServer;

test.beforeAll(async () => {
  await completeOrder();
  web = await startWeb({ token: TOKEN, databaseUrl: places().databaseUrl });
});
test.afterAll(() => web?.stop());

test('a person logs in, stays logged in, and is out again after logging out', async ({ page, quiet }) => {
  quiet.allow(/status of 401/);
  await page.goto(`${web.url}/flows?status=completed`);
  await expect(page).toHaveURL(`${web.url}/login?next=${encodeURIComponent('/flows?status=completed')}`);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Type the token first' })).toBeVisible();
  await page.getByLabel('Token').fill('not the token');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'not the token' })).toBeVisible();
  await expect(page).toHaveURL(/\/login/);

  await page.getByLabel('Token').fill(TOKEN);
  await page.getByLabel('Token').press('Enter');
  await expect(page).toHaveURL(`${web.url}/flows?status=completed`);
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();

  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto(`${web.url}/health`);
  await expect(page).toHaveURL(`${web.url}/login?next=%2Fhealth`);
});

for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example']) {
  test(`a login leads to no other site, not to ${next}`, async ({ page }) => {
    await page.goto(`${web.url}/login?next=${encodeURIComponent(next)}`);
    await page.getByLabel('Token').fill(TOKEN);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/flows$/);
    await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
  });
}

test('a program is let in with the bearer token alone', async ({ request }) => {
  expect((await request.get(`${web.url}/api/v1/flows`)).status()).toBe(401);
  expect((await request.get(`${web.url}/api/v1/flows`, { headers: { authorization: 'Bearer wrong' } })).status()).toBe(401);
  const answer = await request.get(`${web.url}/api/v1/flows?limit=1`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(answer.status()).toBe(200);
  expect(((await answer.json()) as { flows: unknown[] }).flows).toHaveLength(1);
});
