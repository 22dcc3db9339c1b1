/** Consumer lag: from the list of groups to the flows that wait, and from a message to its place in the queue. */
import type { Page } from '@playwright/test';
import type { ConsumerGroup, ConsumerGroupList } from '#lib/contracts/lag.ts';
import { untilEvents } from './harness/api.ts';
import { deleteGroup, idleGroup } from './harness/groups.ts';
import { event, newId, produce } from './harness/messages.ts';
import { openPalette } from './harness/palette.ts';
import { expect, test } from './harness/test.ts';

/** A group is seen with the next sample, ten seconds later at most, and judged with it. */
const SAMPLED = { timeout: 45_000 };

/** A group that nobody reads for, and what waits for it. */
const group = newId('lag');
const topic = newId('parcels');
const parcels = [newId('parcel'), newId('parcel'), newId('parcel')] as const;

test.beforeAll(async () => {
  await idleGroup(group, topic);
  for (const parcel of parcels) await produce([event('parcel.weighed', parcel)], topic);
  await untilEvents(parcels[2], 1);
});
test.afterAll(() => deleteGroup(group));

const grid = (page: Page) => page.getByRole('grid', { name: 'Consumer groups' });
const rowOf = (page: Page, name: string) => grid(page).getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
const chart = (page: Page) => page.getByRole('slider', { name: 'Lag over time' });

async function openList(page: Page, query = ''): Promise<void> {
  await page.goto(`/lag${query}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Consumer lag' })).toBeVisible();
}

async function openGroup(page: Page, name: string, query = ''): Promise<void> {
  await expect(async () => {
    await page.goto(`/lag/kafka/${encodeURIComponent(name)}${query}`);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 3000 });
  }).toPass(SAMPLED);
}

test('from the list to the group, to a flow that waits in its lag, to its place in the queue, and back', async ({ page }) => {
  test.slow();
  await openList(page, `?q=${group}`);
  await expect(rowOf(page, group)).toContainText('Empty', SAMPLED);
  await page.keyboard.press('j');
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details).toContainText(group);
  await expect(page).toHaveURL(/group=kafka/);
  await expect(details.getByRole('region', { name: 'Waiting in this lag, oldest first' }).getByRole('link').first()).toBeVisible(SAMPLED);
  await details.getByRole('link', { name: 'Open group' }).click();
  await expect(page).toHaveURL(`/lag/kafka/${group}`);
  await page.getByRole('button', { name: 'Waiting flows' }).click();
  const waiting = page.getByRole('table', { name: 'Flows that wait' });
  await expect(waiting.getByRole('row').nth(1)).toContainText('it is next');
  await expect(waiting.getByRole('row')).toHaveCount(1 + parcels.length, SAMPLED);
  await waiting.getByRole('row').nth(2).getByRole('link', { name: parcels[1] }).click();
  await expect(page).toHaveURL(/\/flows\/.*record=/);
  const whereabouts = page.getByRole('complementary', { name: 'Details' }).getByRole('region', { name: 'Whereabouts' });
  await whereabouts.getByRole('link', { name: group }).click();
  await expect(page).toHaveURL(`/lag/kafka/${group}?tab=waiting&topic=${topic}&partition=0`);
  await expect(page.getByText(`Partition 0 of ${topic}`)).toBeVisible();
  await expect(waiting.getByRole('row').nth(1)).toBeVisible();
  await page.goBack();
  await expect(whereabouts).toBeVisible();
});

test('groups are searched, filtered by status and sorted, all in the address', async ({ page }) => {
  await openList(page);
  await expect(grid(page)).toBeVisible(SAMPLED);
  await page.getByRole('button', { name: 'Group', exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await page.getByRole('searchbox', { name: /^Search groups/ }).fill('plays.STARTED');
  await expect(grid(page).getByRole('row')).toHaveCount(2);
  await expect(rowOf(page, 'analytics')).toBeVisible();
  await page.getByRole('searchbox', { name: /^Search groups/ }).fill(group);
  await expect(rowOf(page, group)).toContainText('Empty', SAMPLED);
  await page.getByRole('group', { name: 'Filter by status' }).getByRole('button', { name: /^Empty/ }).click();
  await expect(page).toHaveURL(/status=empty/);
  await page.reload();
  await expect(rowOf(page, group)).toBeVisible();
  await expect(page.getByRole('group', { name: 'Filter by status' }).getByRole('button', { name: /^Empty/ })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('searchbox', { name: /^Search groups/ }).fill('no group is called so');
  await expect(page.getByRole('heading', { name: 'No group fits' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(page).not.toHaveURL(/q=|status=/);
  await expect(grid(page)).toBeVisible();
});

test('the keyboard alone chooses, opens and lets go', async ({ page }) => {
  await page.goto('/health');
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    // Long enough not to be pressed again on the way.
    await expect(page).toHaveURL('/lag', { timeout: 10_000 });
  }).toPass();
  await expect(grid(page)).toBeVisible(SAMPLED);
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Details' })).toBeHidden();
  await page.keyboard.press('j');
  const chosen = await grid(page).getByRole('row', { selected: true }).getByRole('link').textContent();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: chosen ?? '' })).toBeVisible();
});

test('the chart is zoomed with the pointer and with the keys, and gives the time before back', async ({ page }) => {
  await openGroup(page, 'analytics');
  const box = (await chart(page).boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 40, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/range=20.*was=1h/);
  await page.getByRole('button', { name: 'Back to last 1 hour' }).click();
  await expect(page).not.toHaveURL(/range=/);
  await chart(page).focus();
  for (let step = 0; step < 12; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/range=20/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Back to last 1 hour' })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('Escape');
    await expect(page).not.toHaveURL(/range=/, { timeout: 1000 });
  }).toPass();
});

test('each partition is told, alone in the chart where it is chosen, and over time', async ({ page }) => {
  await openGroup(page, 'analytics');
  const partitions = page.getByRole('table', { name: 'Partitions' });
  await expect(partitions.getByRole('row')).toHaveCount(7);
  await page.getByRole('button', { name: 'Partition', exact: true }).click();
  await expect(partitions.getByRole('row').nth(1).getByRole('cell').first()).toHaveText('0');
  await partitions.getByRole('button', { name: '3', exact: true }).click();
  await expect(page).toHaveURL(/topic=plays.started&partition=3/);
  await expect(page.getByText('Partition 3 of plays.started')).toBeVisible();
  await page.getByRole('button', { name: 'All partitions', exact: true }).click();
  await page.getByRole('button', { name: 'Heat map' }).click();
  const heat = page.getByRole('slider', { name: 'Lag by partition over time' });
  await heat.focus();
  await page.keyboard.press('ArrowDown');
  await expect(heat).toHaveAttribute('aria-valuetext', /^partition \d, .*: (no lag|not known|[\d,]+ behind)$/);
  await page.getByRole('button', { name: 'As a table' }).click();
  await expect(page.getByRole('region', { name: 'Lag by partition over time' }).getByRole('row')).toHaveCount(7);
  await page.getByRole('button', { name: /^Members/ }).click();
  await expect(page.getByRole('table', { name: 'Members' }).getByRole('row').nth(1)).toContainText('plays.started');
});

test('what would be if it read faster, or had more members', async ({ page }) => {
  await openGroup(page, 'analytics', '?tab=what-if');
  const faster = page.getByRole('region', { name: 'If it read faster' });
  await expect(faster.getByRole('status')).toContainText(/as today|instead of/);
  await faster.getByRole('spinbutton').fill('4');
  await expect(page).toHaveURL(/times=4/);
  const more = page.getByRole('region', { name: 'If it had more members' });
  await expect(more).toContainText(/room for 5 more|not known/);
  await page.reload();
  await expect(faster.getByRole('spinbutton')).toHaveValue('4');
});

test('topics, the topology and the palette lead to the group', async ({ page }) => {
  await page.goto('/topics/kafka/plays.started?tab=groups');
  await page.getByRole('table', { name: 'Consumer groups' }).getByRole('link', { name: 'analytics' }).click();
  await expect(page).toHaveURL('/lag/kafka/analytics');
  await page.getByRole('link', { name: 'plays.started' }).first().click();
  await expect(page).toHaveURL('/topics/kafka/plays.started');
  await (await openPalette(page)).fill('analyt');
  await page.getByRole('group', { name: 'Consumer groups' }).getByRole('option', { name: /^analytics/ }).click();
  await expect(page).toHaveURL('/lag/kafka/analytics');
});

test('figures that are old are not shown as those of now', async ({ page }) => {
  await page.route('**/api/v1/consumer-groups?**', async (route) => {
    const list = (await (await route.fetch()).json()) as ConsumerGroupList;
    const samplings = list.samplings.map((sampling) => ({ ...sampling, at: new Date(Date.now() - 250_000).toISOString(), error: 'the broker refuses the connection' }));
    await route.fulfill({ json: { ...list, samplings } });
  });
  await openList(page, '?sort=name');
  await expect(page.getByText(/The figures of kafka are of .*, 4 min ago, and not of now: the broker refuses the connection/)).toBeVisible(SAMPLED);
  await expect(page.getByText(/^Sampled/)).toHaveCount(0);
});

test('ten thousand groups are scrolled through with a handful of rows drawn', async ({ page }) => {
  test.slow();
  await page.route('**/api/v1/consumer-groups?**', async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const [from, limit] = [Number(asked.get('cursor') ?? 0), Number(asked.get('limit'))];
    const list = (await (await route.fetch({ url: `${new URL(route.request().url()).origin}/api/v1/consumer-groups?limit=1` })).json()) as ConsumerGroupList;
    const [model] = list.groups as [ConsumerGroup];
    const groups = Array.from({ length: Math.min(limit, 10_000 - from) }, (_, index) => ({ ...model, group: `team-${from + index}` }));
    const next = from + groups.length;
    await route.fulfill({ json: { ...list, groups, total: 10_000, counts: { ok: 10_000 }, nextCursor: next < 10_000 ? String(next) : null } });
  });
  await openList(page, '?sort=name');
  await expect(rowOf(page, 'team-0')).toBeVisible(SAMPLED);
  await expect(async () => {
    await grid(page).evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(rowOf(page, 'team-9999')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  expect(await grid(page).getByRole('row').count()).toBeLessThan(80);
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '10001');
});

test('names that are no names do no harm', async ({ page }) => {
  for (const name of ['%00', 'a%2Fb', '..%2F..', '%F0%9F%92%A9', '<img src=x onerror=alert(1)>', 'x'.repeat(900)]) {
    await page.goto(`/lag/kafka/${encodeURIComponent(name)}`);
    await expect(page.getByRole('heading', { name: 'This group was not seen' })).toBeVisible();
  }
});
