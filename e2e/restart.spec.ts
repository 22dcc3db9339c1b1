/** Survival 2 and 10: pages that are open while web and collector end and come back, and while the database is away or hangs. They say since when they are old, and are right again by themselves. And what cannot be derived says so. */
import type { Page } from '@playwright/test';
import type { FlowList } from '#lib/contracts/flows.ts';
import { withDatabase } from './harness/database.ts';
import { deleteGroup, idleGroup } from './harness/groups.ts';
import { event, newId, produce } from './harness/messages.ts';
import { ownThroughline, type OwnThroughline } from './harness/own-throughline.ts';
import { expect, test } from './harness/test.ts';

const topic = newId('restart');
const group = newId('restart-readers');
let own: OwnThroughline;

/** What went or came back is asked for again after up to fifteen seconds, and read then. */
const HEARD = { timeout: 60_000 };

test.beforeAll(async () => {
  await idleGroup(group, topic);
  own = await ownThroughline([topic]);
  await own.start();
});
test.afterAll(async () => {
  await own?.close();
  await deleteGroup(group);
});

test('a flow, the list and the lag are right again after both ended, without a reload', async ({ context, quiet }) => {
  test.slow();
  quiet.allow(/net::ERR_|status of 50[0-9]|Failed to fetch|network error/);
  const parcel = newId('parcel');
  await produce([event('parcel.packed', parcel)], topic);
  const [flow, list, lag] = [await context.newPage(), await context.newPage(), await context.newPage()];
  await expect(async () => {
    const { flows } = (await (await fetch(`${own.url}/api/v1/flows?key=${parcel}`)).json()) as FlowList;
    expect(flows).toHaveLength(1);
  }).toPass();

  await open(flow, `/flows/${parcel}`);
  await expect(flow.getByRole('option', { name: `parcel.packed in ${topic},` })).toBeVisible();
  await open(list, '/flows?kind=parcel.packed');
  const rows = list.getByRole('grid', { name: 'Flows' }).getByRole('row').filter({ has: list.getByRole('link') });
  await expect(rows).toHaveCount(1);
  await open(lag, `/lag?q=${group}`);
  const groupRow = lag.getByRole('row').filter({ hasText: group });
  await expect(groupRow).toBeVisible();

  let messages = 1;
  for (const [turn, signal] of (['SIGTERM', 'SIGKILL'] as const).entries()) {
    await own.end(signal);
    // A page in the background asks nobody: each is looked at.
    for (const page of [flow, list, lag]) {
      await page.bringToFront();
      await expect(page.getByRole('link', { name: 'Collecting: server does not answer' })).toBeVisible(HEARD);
    }
    await list.bringToFront();
    await expect(list.getByRole('button', { name: /^Stale since / })).toBeVisible(HEARD);
    await flow.bringToFront();
    await expect(flow.getByText(/The server is not heard: last heard|Could not be read again/)).toBeVisible(HEARD);

    await produce([event(`parcel.moved.${turn}`, parcel), event('parcel.packed', newId('parcel'))], topic);
    messages += 2;
    await own.start();

    await expect(flow.getByRole('option', { name: `parcel.moved.${turn} in ${topic},` })).toBeVisible(HEARD);
    await expect(flow.getByText('The server is not heard')).toBeHidden(HEARD);
    await list.bringToFront();
    await expect(list.getByRole('button', { name: 'Live' })).toBeVisible(HEARD);
    await expect(rows).toHaveCount(turn + 2, HEARD);
    await lag.bringToFront();
    await expect(groupRow.getByRole('gridcell', { name: String(messages), exact: true })).toBeVisible(HEARD);
    await expect(lag.getByRole('link', { name: 'Collecting: collecting' })).toBeVisible(HEARD);
  }
  for (const page of [flow, list, lag]) expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('while the database is away, and while it hangs, pages say since when, and are right again by themselves', async ({ page, quiet }) => {
  test.slow();
  quiet.allow(/net::ERR_|status of 50[0-9]/);
  const crate = newId('crate');
  await produce([event('crate.filled', crate)], topic);
  await open(page, '/flows?kind=crate.filled');
  const rows = page.getByRole('grid', { name: 'Flows' }).getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows).toHaveCount(1);
  const corner = page.getByRole('link', { name: /^Collecting: / });
  for (const [turn, state] of (['cut', 'hanging'] as const).entries()) {
    own.databaseIs(state);
    await expect(corner).toHaveAccessibleName('Collecting: database down', HEARD);
    await expect(corner).toContainText(/since \d/);
    await expect(page.getByRole('button', { name: /^Stale since \d/ })).toBeVisible(HEARD);
    await produce([event('crate.filled', newId('crate'))], topic);
    own.databaseIs('well');
    await expect(rows).toHaveCount(turn + 2, HEARD);
    await expect(corner).toHaveAccessibleName('Collecting: collecting', HEARD);
    await expect(page.getByRole('button', { name: 'Live' })).toBeVisible(HEARD);
  }
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('what is stored and not in a flow yet leads to its flow by itself, and a key with too many such records says so meanwhile', async ({ context }) => {
  const crate = newId('crate');
  const [alone, many] = [await context.newPage(), await context.newPage()];
  await withDatabase(own.databaseUrl, async (client) => {
    // The rollup waits for this, and nobody else.
    await client.query('BEGIN; LOCK TABLE flow IN SHARE ROW EXCLUSIVE MODE');
    const { partition, baseOffset } = await produce(Array.from({ length: 1001 }, (_, item) => event(`crate.filled.${item % 3}`, crate)), topic);
    const at = `kafka/${topic}/${partition}/${baseOffset}`;
    await expect(async () => {
      expect((await fetch(`${own.url}/api/v1/flows/${crate}`)).status).toBe(503);
    }).toPass();
    await open(alone, `/events/${at}`);
    await expect(alone.getByText('No flow shows this event yet.')).toBeVisible();
    await open(many, `/flows/${crate}`);
    await expect(many.getByRole('heading', { name: 'This flow is still being made' })).toBeVisible();
    await client.query('COMMIT');
  });
  await expect(many.getByText('1,001 events')).toBeVisible(HEARD);
  await alone.bringToFront();
  await expect(alone).toHaveURL(/\/flows\/[0-9a-f]{16}\?record=e/, HEARD);
  for (const page of [alone, many]) expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('what cannot be derived is told with the reason wherever it is asked for, and is in its flow after all when it can be', async ({ page }) => {
  const crate = newId('crate');
  const { partition, baseOffset } = await produce([event('crate.sealed', crate)], topic);
  const at = (of: string): string => `${of} = (SELECT chunk FROM event WHERE partition = ${partition} AND "offset" = ${baseOffset})`;
  const damaged = await withDatabase(own.databaseUrl, async (client) => {
    await expect(async () => expect((await client.query(`SELECT FROM flow_key WHERE value = $1`, [crate])).rowCount).toBeGreaterThan(0)).toPass();
    // Nothing that was read before is remembered by the next collector.
    await own.end('SIGTERM');
    const { rows } = await client.query<{ heads: Buffer }>(`SELECT heads FROM event_chunk WHERE ${at('id')}`);
    await client.query(`UPDATE event_chunk SET heads = '\\x00' WHERE ${at('id')}`);
    await client.query('DELETE FROM flow WHERE id IN (SELECT flow_id FROM flow_key WHERE value = $1)', [crate]);
    await client.query(`INSERT INTO change (at, events, traces) SELECT $1, ARRAY[(lpad(to_hex(topic_id), 8, '0') || lpad(to_hex(partition), 8, '0') || lpad(to_hex("offset"), 16, '0'))::uuid], '{}' FROM event WHERE ${at('chunk')}`, [Date.now() * 1000]);
    return rows[0]?.heads;
  });
  await own.start();
  await open(page, '/health');
  const aside = page.getByRole('table', { name: 'Not derived' });
  await expect(aside.getByRole('row').filter({ hasText: topic })).toContainText(`${partition} · ${baseOffset}`, HEARD);
  await expect(page.getByText('Deriving fails for 1 message or trace')).toBeVisible(HEARD);
  await open(page, `/flows/${crate}`);
  await expect(page.getByRole('heading', { name: 'This flow cannot be derived' })).toBeVisible();
  expect(await (await fetch(`${own.url}/api/v1/flows/${crate}`)).json()).toMatchObject({ status: 503, detail: expect.stringContaining('deriving its flow fails') });
  await page.getByRole('link', { name: 'See health' }).press('Enter');
  await expect(aside).toBeVisible();

  await withDatabase(own.databaseUrl, (client) => client.query(`UPDATE event_chunk SET heads = $1 WHERE ${at('id')}`, [damaged]));
  await page.getByRole('button', { name: 'Try them again' }).press('Enter');
  await expect(page.getByText('None: what is stored is in its flow')).toBeVisible(HEARD);
  await expect(page.getByText('flows are up to date')).toBeVisible(HEARD);
  await open(page, `/flows/${crate}`);
  await expect(page.getByRole('option', { name: `crate.sealed in ${topic},` })).toBeVisible();
});

async function open(page: Page, path: string): Promise<void> {
  await page.bringToFront();
  await page.goto(`${own.url}${path}`);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
}
