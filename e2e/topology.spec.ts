/** The graph of services, topics and groups: what the demo's services do is what it shows, and it stays put. */
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Topology } from '#lib/contracts/topology.ts';
import { completeOrder, failedOrder } from './harness/api.ts';
import { places } from './harness/places.ts';
import { expect, test } from './harness/test.ts';

const PATIENCE_MS = 60_000;

/** As the code of the demo's services says; inventory is not traced, so its group alone is known, and nobody who writes its messages. */
const DEMO: readonly string[] = [
  'checkout produces orders',
  'payment produces payments',
  'payment produces orders.payments.retry',
  'payment dead-letters orders.payments.dlq',
  'shipping produces shipments',
  'shipping produces audits',
  'email produces emails',
  'trips produces trips',
  'plays produces plays.started',
  'orders consumes payment',
  'orders.payments.retry consumes payment for payment-retry',
  'payments consumes checkout',
  'payments consumes shipping',
  'inventory consumes checkout',
  'inventory consumes shipping',
  'shipments consumes email',
  'shipments consumes shipping for shipping-audit',
  'trips consumes trips for trips-billing',
  'plays.started consumes plays for analytics',
  'orders consumes group inventory',
  'payments consumes group inventory',
];

async function topology(): Promise<Topology> {
  const response = await fetch(`${places().web}/api/v1/topology?from=now-24h`);
  expect(response.status).toBe(200);
  return (await response.json()) as Topology;
}

/** `orders consumes payment`, with the group where it is called otherwise than its reader. */
function edgeTexts({ nodes, edges }: Topology): string[] {
  const node = (id: string) => nodes.find((each) => each.id === id);
  return edges.map(({ from, to, kind, group }) => {
    const reader = node(to);
    return `${node(from)?.name} ${kind} ${reader?.kind === 'group' ? 'group ' : ''}${reader?.name}${group === null || group === reader?.name ? '' : ` for ${group}`}`;
  });
}

const place = (page: Page, id: string) => page.locator(`[data-place="${id}"]`);
const details = (page: Page) => page.getByRole('complementary', { name: 'Details' });

async function openGraph(page: Page, query = ''): Promise<void> {
  await page.goto(`/topology?range=24h${query}`);
  await expect(place(page, 'service:payment')).toBeVisible();
}

/** Where every node of the picture stands, in its own coordinates: what the reader pans or zooms is no matter. */
const positions = (page: Page) =>
  page.locator('.react-flow__node').evaluateAll((nodes) => Object.fromEntries(nodes.map((node) => [node.getAttribute('data-id') ?? '', (node as HTMLElement).style.transform])));

/** A span of a service that nobody has seen, which reads a topic of the demo. */
async function newService(name: string): Promise<void> {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  const now = BigInt(Date.now()) * 1_000_000n;
  const attributes = Object.entries({ 'messaging.system': 'kafka', 'messaging.destination.name': 'audits', 'messaging.operation': 'process' }).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const span = { traceId: hex(16), spanId: hex(8), name: 'audits process', kind: 5, startTimeUnixNano: `${now}`, endTimeUnixNano: `${now + 5_000_000n}`, attributes };
  const body = { resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: name } }] }, scopeSpans: [{ spans: [span] }] }] };
  const response = await fetch(`${places().otlp}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}

test.beforeAll(async () => {
  await Promise.all([completeOrder(), failedOrder()]);
  await expect(async () => expect(edgeTexts(await topology())).toEqual(expect.arrayContaining([...DEMO]))).toPass({ timeout: PATIENCE_MS });
});

test('what the services of the demo do is what the API tells', async () => {
  const seen = await topology();
  const edge = (text: string) => seen.edges[edgeTexts(seen).indexOf(text)];
  // Cards are declined, so some deliveries of orders to payment failed, and all that shipping was handed went well.
  expect(edge('orders consumes payment')?.errors).toBeGreaterThan(0);
  expect(edge('payments consumes shipping')).toMatchObject({ errors: 0, evidence: 'message', group: 'shipping' });
  expect(edge('payments consumes shipping')?.p95Ms).toBeGreaterThan(0);
  expect(edge('orders consumes group inventory')).toMatchObject({ count: null, evidence: 'commit' });
  expect(BigInt(edge('orders consumes group inventory')?.lag ?? -1)).toBeGreaterThanOrEqual(0n);
  const inventory = seen.nodes.find(({ id }) => id === 'topic:kafka/inventory');
  expect(inventory?.messages).toBeGreaterThan(0);
  expect(inventory?.writtenByUnknown).toBe(inventory?.messages);
  expect(seen.nodes.find(({ id }) => id === 'topic:kafka/orders.payments.dlq')?.role).toBe('dead-letter');
});

test('a service says what runs in and out, and leads to its flows', async ({ page }) => {
  await openGraph(page);
  await place(page, 'service:payment').click();
  await expect(page).toHaveURL(/node=service(:|%3A)payment/);
  const panel = details(page);
  await expect(panel.getByRole('region', { name: 'Reads, and is called by' })).toContainText('failed');
  await expect(panel.getByRole('region', { name: 'Writes to, and calls' })).toContainText('orders.payments.dlq');
  await panel.getByRole('link', { name: 'Flows through it' }).click();
  await expect(page).toHaveURL(/\/flows\?service=payment&range=24h/);
});

test('a topic leads to its page, and one without known writers says so', async ({ page }) => {
  await openGraph(page, '&node=topic:kafka/inventory');
  const panel = details(page);
  await expect(panel).toContainText('name no span that sent them');
  await expect(panel.getByRole('link', { name: 'Topic', exact: true })).toHaveAttribute('href', '/topics/kafka/inventory');
});

test('nothing moves while it is live, when a new service comes either', async ({ page }) => {
  await openGraph(page);
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  const before = await positions(page);
  expect(Object.keys(before).length).toBeGreaterThan(12);
  const name = `courier-${randomBytes(3).toString('hex')}`;
  await newService(name);
  await expect(place(page, `service:${name}`)).toBeVisible({ timeout: PATIENCE_MS });
  const after = await positions(page);
  expect(after).toMatchObject(before);
  expect(new Set(Object.values(after)).size).toBe(Object.keys(after).length);
});

test('a node that was moved by hand is there again after a reload', async ({ page }) => {
  await openGraph(page);
  const email = place(page, 'service:email');
  await email.hover(); // it stands still then
  const box = (await email.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 40, box.y + box.height / 2 + 90, { steps: 5 });
  await page.mouse.up();
  const kept = () => page.evaluate(() => localStorage.getItem('throughline-topology-places'));
  await expect.poll(kept).toContain('service:email');
  const at = async () => (await positions(page))['service:email']?.match(/-?[\d.]+/g)?.map(Number);
  // Whole pixels, which it comes to stand on a moment after it was dropped.
  const [[, ...moved]] = JSON.parse((await kept())!) as [[id: string, x: number, y: number]];
  await expect.poll(at).toEqual(moved);
  await page.reload();
  await expect(email).toBeVisible();
  await expect.poll(at).toEqual(moved);
  await page.getByRole('button', { name: 'Tidy up' }).click();
  await expect.poll(at).not.toEqual(moved);
});

test('the keyboard finds a topic and goes along the edges', async ({ page }) => {
  await openGraph(page);
  await page.keyboard.press('f');
  const search = page.getByRole('combobox', { name: 'Find a service, topic or group' });
  await search.pressSequentially('payments.dl');
  await expect(page.getByRole('option', { name: /orders\.payments\.dlq/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/node=topic(:|%3A)kafka(\/|%2F)orders\.payments\.dlq/);
  await expect(details(page).getByRole('region', { name: 'Written by' })).toContainText('payment');

  await place(page, 'topic:kafka/orders.payments.dlq').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(place(page, 'service:payment')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(place(page, 'service:payment')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(details(page)).toHaveCount(0);
});

test('the table tells the same edges, sorted as one likes, with their evidence', async ({ page }) => {
  await page.goto('/topology?range=24h');
  await page.getByRole('button', { name: 'Table' }).click();
  await expect(page).toHaveURL(/view=table/);
  const table = page.getByRole('table', { name: 'Edges between services, topics and groups' });
  const rows = table.getByRole('row').filter({ has: page.getByRole('cell') });
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(DEMO.length);
  await table.getByRole('button', { name: 'From' }).click();
  await expect(table.getByRole('columnheader', { name: 'From' })).toHaveAttribute('aria-sort', 'ascending');
  const first = await rows.locator('td:first-child').allInnerTexts();
  expect(first).toEqual(first.toSorted());

  await page.getByRole('combobox', { name: 'Find a service, topic or group' }).fill('shipments');
  await expect.poll(() => rows.count()).toBe(3);
  await page.getByRole('button', { name: 'shipments read by email: details' }).click();
  await expect(details(page)).toContainText('messages seen in the broker');
  await expect(details(page)).toContainText('Messages waited');
  await details(page).getByRole('link', { name: 'Flows through both' }).click();
  await expect(page).toHaveURL(/\/flows\?topic=shipments&service=email&range=24h/);
});

test('a range in which nothing was seen says so, and leads on', async ({ page }) => {
  await page.goto('/topology?range=2001-01-01T00:00:00.000Z..2001-01-02T00:00:00.000Z');
  // What groups have committed has no beginning, so topics with readers are known at any time: their groups are told as of now.
  await expect(page.getByRole('heading', { name: 'Topology' })).toBeVisible();
  await expect(page.getByRole('status').first()).toContainText('in the chosen range');
});
