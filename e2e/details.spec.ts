/** The details of a record: what it says, what differs, where it stands, and ways to take it elsewhere. */
import type { Locator, Page } from '@playwright/test';
import type { EventDetail, FlowDetail } from '#lib/contracts/flows.ts';
import { completeOrder, failedOrder, flow, flows, untilEvents } from './harness/api.ts';
import { newId, produce } from './harness/messages.ts';
import { expect, test } from './harness/test.ts';

type Event = FlowDetail['events'][number];

const detailsOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Details' });
const pathOf = ({ coordinates: { source, topic, partition, offset } }: Pick<Event, 'coordinates'>): string => [source, topic, partition, offset].map((part) => encodeURIComponent(part)).join('/');

/** By its permanent address, which leads to its flow. */
async function openEvent(page: Page, event: Pick<Event, 'coordinates'>): Promise<Locator> {
  await page.goto(`/events/${pathOf(event)}`);
  await expect(page).toHaveURL(/\/flows\/[0-9a-f]{16}\?.*record=e/);
  const details = detailsOf(page);
  await expect(details.getByRole('region', { name: 'Payload' })).toBeVisible();
  return details;
}

const eventOf = ({ events }: FlowDetail, fits: (event: Event) => boolean): Event => {
  const found = events.find(fits);
  if (found === undefined) throw new Error('The flow has no such event');
  return found;
};

const createdIn = async (): Promise<Event> => eventOf(await flow((await completeOrder()).id), ({ type, coordinates }) => type === 'order.created' && coordinates.topic === 'orders');
const deadLetterIn = async (): Promise<Event> => eventOf(await flow((await failedOrder()).id), ({ coordinates }) => coordinates.topic === 'orders.payments.dlq');

test('a payload is searched, folded, and shown raw and as bytes', async ({ page }) => {
  const details = await openEvent(page, await createdIn());
  const payload = details.getByRole('region', { name: 'Payload' });
  const tree = payload.getByRole('tree');
  await payload.getByRole('searchbox').fill('CURRENCY');
  await expect(payload.getByText(/^1 of \d+$/)).toBeVisible();
  await expect(tree.locator('mark').first()).toHaveText('currency');
  await payload.getByRole('searchbox').press('Enter');
  await expect(payload.getByText(/^2 of \d+$/)).toBeVisible();
  await expect(tree.getByRole('treeitem', { selected: true })).toContainText('currency');
  await expect(payload.getByText(/^\/.*\/currency$/)).toBeVisible();
  await payload.getByRole('searchbox').press('Escape');
  await expect(payload.getByRole('searchbox')).toHaveValue('');
  await expect(details).toBeVisible();

  await payload.getByRole('button', { name: 'Collapse all' }).click();
  await expect(tree.getByText('currency')).toHaveCount(0);
  await tree.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await expect(tree.getByText('currency')).toHaveCount(1);
  await payload.getByRole('button', { name: 'Raw' }).click();
  await payload.getByRole('searchbox').fill('orderId');
  await expect(payload.getByText('1 of 1')).toBeVisible();
  await payload.getByRole('button', { name: 'Hex' }).click();
  await expect(payload).toContainText('00000000  7b 22');
});

test('headers say what they mean', async ({ page }) => {
  const details = await openEvent(page, await deadLetterIn());
  const headers = details.getByRole('region', { name: 'Headers' });
  await expect(headers.getByLabel('What traceparent says')).toContainText(/trace id\s*[0-9a-f]{32}\s*span that sent it\s*[0-9a-f]{16}\s*flags\s*sampled/);
  await expect(headers.getByLabel('What correlation-id says')).toContainText('correlation id');
  await expect(headers.getByLabel('What x-original-topic says')).toContainText('topic that it came from');
  await expect(headers.getByLabel('What x-error says')).toContainText('failure');
  await expect(headers.getByLabel('What failed-at says').locator('time')).toHaveCount(1);
});

test('bytes in headers are shown as what they may be', async ({ page }) => {
  const id = newId('headers');
  const attempts = Buffer.alloc(4);
  attempts.writeInt32BE(3);
  const due = Buffer.from('019a00000000', 'hex');
  await produce([{ headers: { 'correlation-id': id, 'retry_topic-attempts': attempts, 'retry_topic-backoff-timestamp': due, 'x-id': Buffer.from('2dc6b43d3e4b4c9da72a7c2e177b75ff', 'hex') }, value: '{}' }]);
  const details = await openEvent(page, (await untilEvents(id, 1)).events[0]!);
  const headers = details.getByRole('region', { name: 'Headers' });
  await expect(headers).toContainText('bytes 00000003');
  await expect(headers.getByLabel('What retry_topic-attempts says')).toContainText('attempt');
  await expect(headers.getByLabel('What retry_topic-backoff-timestamp says').locator('time')).toHaveAttribute('datetime', '2025-10-20T05:03:11.360Z');
  await expect(headers.getByLabel('What x-id says')).toContainText('2dc6b43d-3e4b-4c9d-a72a-7c2e177b75ff');
});

test('a dead letter is compared with the attempt before at once', async ({ page }) => {
  const details = await openEvent(page, await deadLetterIn());
  const difference = details.getByRole('region', { name: 'What changed' });
  await expect(details.getByRole('region').first()).toHaveAccessibleName('What changed');
  await expect(difference.getByRole('button', { name: 'Previous attempt' })).toHaveAttribute('aria-pressed', 'true');
  await expect(difference).toContainText(/Compared with order\.created in orders\.payments\.retry/);
  await expect(difference.getByRole('listitem').filter({ hasText: 'x-attempt' })).toContainText(/changed\s*x-attempt.*2.*3/);
  await difference.getByRole('button', { name: /order\.created in orders\.payments\.retry/ }).click();
  await expect(details.getByText('attempt 2', { exact: true })).toBeVisible();
  await details.getByRole('navigation', { name: 'The way here' }).getByRole('button', { name: 'order.created' }).click();
  await expect(details.getByText('dead letter', { exact: true })).toBeVisible();
});

test('a finding of a redelivery leads to what changed, on a phone too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`/flows/${(await failedOrder()).id}`);
  await page.getByRole('list', { name: 'Findings' }).getByRole('button', { name: /^redelivered/ }).click();
  const changed = detailsOf(page).getByRole('region', { name: 'What changed' });
  await expect(changed).toContainText('Previous attempt');
  await expect(changed).toBeInViewport();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(changed).toBeInViewport();
});

test('an event is compared with the same step in another flow, and the address says so', async ({ page }) => {
  const event = await createdIn();
  const details = await openEvent(page, event);
  const difference = details.getByRole('region', { name: 'Difference' });
  await difference.getByRole('button', { name: 'Another flow' }).click();
  await expect(difference).toContainText(/in flow [0-9a-f]{16}/);
  await expect(page).toHaveURL(/diff=other/);
  const changes = difference.getByRole('list', { name: 'Changes of the payload' });
  // It is the last that was completed, now and then a huge one, of whose payload only the beginning is kept: a reload asks which is the last by now.
  await expect(async () => {
    await page.reload();
    await expect(changes.getByRole('listitem').filter({ hasText: '/orderId' })).toContainText('changed', { timeout: 10_000 });
  }).toPass();

  const other = (await flows('kind=order.created&status=completed&limit=50')).filter(({ id }) => id !== new URL(page.url()).pathname.split('/').at(-1)).at(-1)!;
  await difference.getByRole('textbox', { name: 'Flow to compare with' }).fill(other.id);
  await difference.getByRole('button', { name: 'Compare' }).click();
  await expect(difference).toContainText(`in flow ${other.id}`);
});

test('what is copied is exactly what is said', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const event = await deadLetterIn();
  const { coordinates } = event;
  const details = await openEvent(page, event);
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const copy = async (name: string): Promise<string> => {
    await details.getByRole('button', { name: 'Copy as…' }).click();
    await page.getByRole('button', { name: `Copy as ${name}` }).click();
    await expect(page.getByRole('button', { name: `Copy as ${name}` })).toHaveText('Copied');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: `Copy as ${name}` })).toHaveCount(0);
    return copied();
  };
  expect(await copy('kcat')).toBe(`kcat -C -b "$KAFKA_BROKERS" -t orders.payments.dlq -p ${coordinates.partition} -o ${coordinates.offset} -c 1 -e -X auto.offset.reset=error`);
  const curl = await copy('curl');
  expect(curl).toMatch(/^curl -sS 'http:[^']+'$/);
  const told = (await (await page.request.get(curl.split("'")[1]!)).json()) as EventDetail;
  expect(told.coordinates).toEqual(coordinates);
  const json = JSON.parse(await copy('JSON')) as EventDetail;
  expect({ ...json, whereabouts: [], sampling: null }).toEqual({ ...told, whereabouts: [], sampling: null });

  const payload = details.getByRole('region', { name: 'Payload' });
  await payload.getByRole('treeitem').filter({ hasText: 'orderId' }).click();
  await payload.getByRole('button', { name: 'Copy value' }).click();
  await expect.poll(copied).toBe((told.payload.json as { orderId: string }).orderId);
  await payload.getByRole('button', { name: 'Copy JSON pointer' }).click();
  await expect.poll(copied).toBe('/orderId');

  const copyLink = details.getByRole('button', { name: 'Copy link to this record' });
  await copyLink.click();
  await expect(copyLink).toHaveText('Copied');
  const link = await copied();
  expect(new URL(link).pathname).toBe(`/events/${pathOf(event)}`);
  await page.goto('/health');
  await page.goto(link);
  await expect(detailsOf(page)).toContainText(`orders.payments.dlq ${coordinates.partition} · ${coordinates.offset}`);
});

test('an address of no event is answered with words', async ({ page, quiet }) => {
  quiet.allow(/404/);
  for (const path of ['/events/kafka/orders/0/9007199254740993', '/events/kafka/nowhere/0/0', '/events/kafka/orders/x/y', '/events/kafka/orders/0/0?incarnation=-1']) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'There is no event at these coordinates' })).toBeVisible();
  }
});

test('a shared span unfolds its other flows, and Back returns to the one that one came from', async ({ page }) => {
  let shared: { id: string; span: FlowDetail['spans'][number] } | undefined;
  await expect(async () => {
    for (const { id } of await flows('kind=order.created&topic=audits&limit=50')) {
      const span = (await flow(id)).spans.find(({ sharedWith }) => sharedWith > 0);
      if (span !== undefined) shared = { id, span };
    }
    expect(shared).toBeDefined();
  }).toPass({ timeout: 60_000 });
  const { id, span } = shared!;
  const record = `s:${span.traceId}/${span.spanId}`;
  await page.goto(`/flows/${id}?view=table&record=${encodeURIComponent(record)}`);
  const others = detailsOf(page).getByRole('list', { name: 'Other flows that show it' });
  await others.getByRole('link').first().click();
  await expect(page).not.toHaveURL(new RegExp(`/flows/${id}`));
  await expect(detailsOf(page).getByRole('heading', { level: 2 })).toContainText(span.name);
  await expect(detailsOf(page).getByRole('navigation', { name: 'The way here' })).toContainText(`in flow ${id.slice(0, 8)}`);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`/flows/${id}\\?`));
  await expect(others.getByRole('link').first()).toBeVisible();
});

test('links within a flow are followed and gone back', async ({ page }) => {
  const details = await openEvent(page, await createdIn());
  await details.getByRole('region', { name: 'Before and after' }).getByRole('button', { name: /process orders/ }).first().click();
  await expect(details.getByRole('heading', { level: 2 })).toContainText('process orders');
  await expect(details.getByRole('navigation', { name: 'The way here' })).toContainText('order.created');
  // The address follows a moment after the page.
  await expect(page).toHaveURL(/trail=/);
  await page.goBack();
  await expect(details.getByRole('heading', { level: 2 })).toContainText('order.created');
  await expect(details.getByRole('navigation', { name: 'The way here' })).toHaveCount(0);
});

test('the details are made wider, kept so, entered and left by keyboard', async ({ page }) => {
  const details = await openEvent(page, await createdIn());
  const edge = details.getByRole('separator', { name: 'Width of the details' });
  const before = Number(await edge.getAttribute('aria-valuenow'));
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 24));
  await page.reload();
  await expect(edge).toHaveAttribute('aria-valuenow', String(before + 24));
  await page.keyboard.press('i');
  await expect(details.getByRole('group', { name: 'Details of the record' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
});

test('hostile payloads stay data', async ({ page }) => {
  const id = newId('hostile-payload');
  const values = ['['.repeat(6_000) + ']'.repeat(6_000), JSON.stringify({ text: `${'é'.repeat(25_000)}\u202E the end` }), '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"a":1,"a":2}'];
  await produce(values.map((value) => ({ headers: { 'correlation-id': id }, value })));
  const { events } = await untilEvents(id, values.length);
  const open = (offset: number) => openEvent(page, events.toSorted((a, b) => a.coordinates.partition - b.coordinates.partition || Number(a.coordinates.offset) - Number(b.coordinates.offset))[offset]!);
  const seen: string[] = [];
  for (const at of values.keys()) {
    const payload = (await open(at)).getByRole('region', { name: 'Payload' });
    await expect(payload).toContainText(/\[\[\[|text: "é|__proto__/);
    seen.push((await payload.textContent()) ?? '');
  }
  const all = seen.join('\n');
  expect(all).toContain('Nested too deeply for a tree.');
  expect(all).toMatch(/__proto__: \{1 field\}/);
  expect(all.match(/a: [12]/g)).toHaveLength(2);
  expect(await page.evaluate(() => (({}) as { polluted?: boolean }).polluted)).toBeUndefined();
});
