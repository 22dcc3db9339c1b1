/** The page of one flow as a whole: what it is compared with, where one goes from it, how it grows, and what stands where there is none. */
import { failedOrder, flow, flows, untilEvents } from './harness/api.ts';
import { deleteGroup, idleGroup } from './harness/groups.ts';
import { learnKits } from './harness/learned-kind.ts';
import { event, newId, produce } from './harness/messages.ts';
import { places } from './harness/places.ts';
import { expect, test } from './harness/test.ts';
import { sendSpans, spansOf } from './harness/traces.ts';

/** From the broker's acknowledgement to the screen; a second is promised, and a test machine is not a quiet one. */
const SOON = { timeout: 30_000 };

test('a flow beside the usual path of its kind: what was slow, what has not come, and a step leads to its message', async ({ page }) => {
  const [kit, kind] = [newId('kit'), newId('kit.ordered')];
  await learnKits(kind, { sentAfterMs: 3_600_000 });
  await produce([event(kind, kit)]);
  await produce([event('kit.packed', kit)]);
  await untilEvents(kit, 2);
  await page.goto(`/flows/${kit}`);
  await page.getByRole('button', { name: 'Compare with usual' }).click();
  await expect(page).toHaveURL(/compare=usual/);
  const step = (type: string) => page.getByRole('region', { name: 'Comparison' }).getByRole('row').filter({ hasText: type }).last();
  await expect(step('kit.packed')).toContainText('slow');
  await expect(step('kit.sent')).toContainText(/not yet|absent/);
  await expect(step('kit.sent')).toContainText('1 h');
  await expect(page.getByRole('region', { name: 'Comparison' })).toContainText('Learned from 200 flows of this kind');
  await page.getByRole('button', { name: 'Hide steps' }).click();
  await expect(step('kit.packed')).toBeHidden();
  await page.getByRole('button', { name: 'Show steps' }).click();
  await step('kit.packed').getByRole('button', { name: 'kit.packed' }).click();
  await expect(page.getByRole('complementary', { name: 'Details' }).getByRole('heading', { name: 'kit.packed' })).toBeVisible();
});

test('a kind that nothing was learned of says how many flows it takes, and one other flow can stand beside it', async ({ page }) => {
  const [box, other, kind] = [newId('box'), newId('box'), newId('box.filled')];
  // Of one key, and so in this order.
  await produce([event(kind, box), event('box.sealed', box), event(kind, other), event('box.dropped', other)].map((each) => ({ ...each, key: kind })));
  await untilEvents(box, 2);
  await untilEvents(other, 2);
  await page.goto(`/flows/${box}?compare=usual`);
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison).toContainText('It needs 100 flows of this kind that have come to rest, and has');
  await comparison.getByRole('textbox', { name: 'Compare with another flow' }).fill(other);
  await comparison.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`compare=${other}`));
  await expect(comparison.getByRole('row').filter({ hasText: 'box.sealed' })).toContainText('only here');
  await expect(comparison.getByRole('row').filter({ hasText: 'box.dropped' })).toContainText('only there');
  await expect(comparison.getByRole('row').filter({ hasText: kind })).toContainText('in both');
});

test('the failed order in words, to take along', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const order = await failedOrder();
  await page.goto(`/flows/${order.id}`);
  const sentence = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
  expect(sentence).toMatch(/^Failed after 3 attempts in payment, /);
  await page.getByRole('button', { name: 'Copy summary' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const summary = await page.evaluate(() => navigator.clipboard.readText());
  expect(summary.replaceAll('\\', '')).toContain(sentence);
  expect(summary).toContain('Findings:\n- dead-lettered: ');
  expect(summary).toContain(page.url());
});

test('a flow that grows says so, marks what is new, and says when it may be old', async ({ page, quiet }) => {
  quiet.allow(/net::ERR_FAILED/);
  const [parcel, topic, group] = [newId('parcel'), newId('parcels'), newId('depot')];
  // Where nobody waits for it, it is over half a minute after it came.
  await idleGroup(group, topic);
  await produce([event('parcel.packed', parcel)], topic);
  await untilEvents(parcel, 1);
  await page.goto(`/flows/${parcel}`);
  const state = page.getByRole('status').filter({ hasText: 'Open: it grows as records come' });
  await expect(state).toBeVisible();
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await produce([event('parcel.collected', parcel)], topic);
  await expect(page.getByRole('button', { name: '1 new record' })).toBeVisible(SOON);
  await page.getByRole('button', { name: '1 new record' }).click();
  await expect(page.getByRole('button', { name: '1 new record' })).toHaveAttribute('aria-pressed', 'true');
  await page.route('**/api/v1/health', (route) => route.abort());
  await expect(page.getByText('The server is not heard')).toBeVisible();
  await page.unroute('**/api/v1/health');
  await expect(page.getByText('The server is not heard')).toBeHidden();
  await deleteGroup(group);
});

test('a tab that is older than the server offers a reload', async ({ page, quiet }) => {
  quiet.allow(/404|ChunkLoadError|Failed to load chunk/);
  await page.goto(`/flows/${(await failedOrder()).id}`);
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  await page.route('**/_next/static/chunks/**', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.getByRole('group', { name: 'View' }).getByRole('button', { name: 'Sequence' }).click();
  await expect(page.getByRole('heading', { name: 'Throughline was updated' })).toBeVisible();
  await page.unroute('**/_next/static/chunks/**');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('grid', { name: 'Steps' })).toBeVisible();
});

test('from one flow of the list to the next and back, by keys', async ({ page }) => {
  const kind = newId('leaf.fell');
  const leaves = [newId('leaf'), newId('leaf')] as const;
  for (const leaf of leaves) {
    await produce([event(kind, leaf)]);
    await untilEvents(leaf, 1);
  }
  await page.goto(`/flows?kind=${kind}`);
  const rows = page.getByRole('grid', { name: 'Flows' }).getByRole('link');
  await expect(rows).toHaveCount(2);
  await rows.first().click();
  await expect(page.getByRole('navigation', { name: 'Flows of the list' })).toContainText('1 of 2');
  const first = page.url();
  await page.keyboard.press(']');
  await expect(page.getByRole('navigation', { name: 'Flows of the list' })).toContainText('2 of 2');
  expect(page.url()).not.toBe(first);
  await page.keyboard.press('[');
  await expect(page).toHaveURL(first);
});

test('the keys of the page stand under ?, and switch its views', async ({ page }) => {
  const { id } = await failedOrder();
  await page.goto(`/flows/${id}`);
  // A key that comes before the page is alive does nothing.
  await expect(async () => {
    await page.keyboard.press('4');
    await expect(page).toHaveURL(/view=table/, { timeout: 1000 });
  }).toPass();
  await page.keyboard.press('Shift+?');
  const keys = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(keys.getByRole('region', { name: 'This flow' })).toContainText('critical path');
  await page.keyboard.press('1');
  await expect(page).toHaveURL(/view=table/);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await page.keyboard.press('1');
  await expect(page).not.toHaveURL(/view=table/);
});

test('a key that no flow has answers 404 in our words, and one of several flows asks which', async ({ page, quiet }) => {
  quiet.allow(/status of 404/);
  const missing = newId('nobody');
  const answer = await page.goto(`/flows/${missing}`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'No flow has this key' })).toBeVisible();
  await expect(page.locator('#page').getByText(missing)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Search flows for it' })).toBeVisible();

  const [shared, one, two] = [newId('shared'), newId('one'), newId('two')];
  await produce([event('part.made', one, { orderId: shared }), event('part.made', two, { orderId: shared })]);
  await untilEvents(one, 1);
  await untilEvents(two, 1);
  await page.goto(`/flows/${shared}`);
  await expect(page.getByRole('heading', { name: '2 flows have this key' })).toBeVisible();
  await page.getByRole('list', { name: 'Flows with this key' }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('part.made');
  expect((await flow(one)).events).toHaveLength(1);
});

test('a flow of more records than fit into a page is fetched by it, compressed for who takes that, and is the same for who does not', async ({ page, request }) => {
  const id = newId('many');
  const span = spansOf(id, Date.now() - 60_000);
  await sendSpans(places().otlp, { counter: [span('POST /counts', null, 0, 5000, 2), ...Array.from({ length: 1200 }, (_, index) => span(`count ${index}`, 'POST /counts', index, 2, 1))] });
  await expect.poll(async () => (await flows(`key=${id}`)).map(({ counts }) => counts.spans), { timeout: 60_000 }).toEqual([1201]);
  const fetched = page.waitForResponse((response) => response.url().endsWith(`/api/v1/flows/${id}?form=packed`));
  await page.goto(`/flows/${id}`);
  expect((await fetched).headers()).toMatchObject({ 'content-encoding': 'gzip' });
  await expect(page.getByRole('option', { name: '1,201 records of counter in view' })).toBeVisible();

  const [zipped, plain] = await Promise.all(['gzip', 'identity'].map((accepted) => request.get(`/api/v1/flows/${id}`, { headers: { 'accept-encoding': accepted } })));
  expect(zipped!.headers()).toMatchObject({ 'content-encoding': 'gzip' });
  expect(plain!.headers()).not.toHaveProperty('content-encoding');
  expect(((await plain!.json()) as { spans: unknown[] }).spans).toHaveLength(1201);
  expect(await zipped!.text()).toBe(await plain!.text());
});
