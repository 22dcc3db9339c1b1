/** Dead letters: from what failed to its cause, back to where it came from, and to what was written down about it. */
import type { Page } from '@playwright/test';
import { event, newId, produce } from './harness/messages.ts';
import { startRefunds, type Refunds } from './harness/refunds.ts';
import { expect, test } from './harness/test.ts';

const FAILING = 3;
/** Until the rollup has seen them. */
const SEEN = { timeout: 60_000 };
/** Until what was sent has come to an outcome: it is read, committed, looked at, and watched. */
const SETTLED = { timeout: 120_000 };
const REASON = 'the currency is looked up since the last release';

let refunds: Refunds;
test.beforeAll(async () => {
  refunds = await startRefunds({ failing: FAILING, healthy: 6 });
});
test.afterAll(() => refunds.stop());

const causes = (page: Page) => page.getByRole('grid', { name: 'Failure groups' });
const ofTopic = (page: Page) => causes(page).getByRole('row').filter({ has: page.getByRole('link', { name: 'Currency is missing' }) });

async function openCause(page: Page): Promise<void> {
  await page.goto(`/dead-letters?state=all&topic=${refunds.topic}`);
  await ofTopic(page).getByRole('link').click(SEEN);
  await expect(page.getByRole('heading', { level: 1, name: 'Currency is missing' })).toBeVisible();
}

test('the whole triage: the cause, a letter of it, discarded and undone, replayed to its outcome, and written down', async ({ page }) => {
  test.slow();
  await page.goto(`/dead-letters?q=${refunds.topic}`);
  await expect(ofTopic(page)).toContainText(`${FAILING}open`, SEEN);
  await page.keyboard.press('j');
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('list', { name: 'What these have and healthy ones do not' })).toContainText('currency is null');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Currency is missing' })).toBeVisible();
  const trace = page.getByRole('group', { name: 'Stack trace' });
  await expect(trace).toContainText('at charge (/srv/refunds/charge.js:41:11)');
  await expect(trace).toContainText('2 frames of frameworks');

  await page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('button', { name: /^Messages/ }).click();
  const letters = page.getByRole('grid', { name: 'Dead letters' });
  await expect(letters.getByRole('row')).toHaveCount(1 + FAILING);
  await letters.getByRole('row').nth(1).getByRole('link').first().click();
  await expect(page.getByRole('region', { name: 'Payload' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Compared with the last healthy message of its type' }).getByRole('list', { name: 'Changes of the payload' })).toContainText('/currency');
  await page.getByRole('region', { name: 'Its flow around it' }).getByRole('button', { name: 'Unfold' }).click();
  await expect(page.getByRole('list', { name: 'Records around it' }).getByRole('listitem').filter({ hasText: 'dead letter' }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Its failure group' }).click();

  await page.getByRole('button', { name: 'Discard…' }).click();
  const dialog = page.getByRole('dialog', { name: `Discard ${FAILING} dead letters?` });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('not worth it');
  await dialog.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByRole('button', { name: `Restore ${FAILING}` })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: `Replay ${FAILING}…` })).toBeVisible();

  refunds.mend();
  await page.getByRole('link', { name: `Replay ${FAILING}…` }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plan a replay' })).toBeVisible();
  await page.getByRole('checkbox', { name: /^Careful start/ }).uncheck();
  await page.getByRole('textbox', { name: 'Reason' }).fill(REASON);
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await expect(page.getByText(`${FAILING} messages would be sent.`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText(`${FAILING} to ${refunds.topic}`);
  await page.getByRole('button', { name: 'Before and after' }).first().click();
  await expect(page.getByRole('list', { name: 'Headers, as it is', exact: true })).toContainText('x-error');
  await expect(page.getByRole('list', { name: 'Headers, as it is sent', exact: true })).not.toContainText('x-error');
  await page.getByRole('button', { name: `Send ${FAILING} messages` }).click();
  await expect(page.getByText(`All ${FAILING} messages succeeded.`)).toBeVisible(SETTLED);
  await expect(page.getByRole('list', { name: 'Messages of the replay' }).getByRole('listitem').filter({ hasText: 'Succeeded' })).toHaveCount(FAILING);

  await openCause(page);
  await expect(page.getByText('Resolved').first()).toBeVisible();
  await page.getByRole('button', { name: 'Notes and history' }).click();
  await page.getByRole('link', { name: 'In the audit log' }).click();
  const log = page.getByRole('table', { name: 'Audit log' });
  await expect(log.getByRole('row').filter({ hasText: 'Discarded' })).toContainText('not worth it');
  await expect(log.getByRole('row').filter({ hasText: 'Restored' })).toHaveCount(1);
});

test('one that is edited is checked, shown before and after, and taken', async ({ page }) => {
  test.slow();
  const stubborn = await startRefunds({ failing: 1, healthy: 1 });
  try {
    await page.goto(`/dead-letters?view=messages&topic=${stubborn.topic}`);
    await page.getByRole('grid', { name: 'Dead letters' }).getByRole('row').nth(1).getByRole('link').first().click(SEEN);
    await page.getByRole('link', { name: 'Edit and replay…' }).click();
    const value = page.getByRole('textbox', { name: 'Value', exact: true });
    await value.fill('{"amount":0,');
    await expect(page.getByText(/^No valid JSON: /)).toBeVisible();
    await value.fill('{"amount":0,"currency":"EUR"}');
    await expect(page.getByRole('region', { name: 'What you changed' })).toContainText('/currency');
    await page.getByRole('textbox', { name: 'Reason' }).fill('all refunds are in euros');
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await expect(page.getByText('1 message was edited.')).toBeVisible();
    await page.getByRole('button', { name: 'Before and after' }).click();
    await expect(page.getByRole('region', { name: 'As it is sent' })).toContainText('"currency":"EUR"');
    await page.getByRole('button', { name: 'Send 1 message' }).click();
    await expect(page.getByText('The message succeeded.')).toBeVisible(SETTLED);
  } finally {
    await stubborn.stop();
  }
});

test('more than a hundred are counted by hand, and a plan that is cancelled sends nothing', async ({ page }) => {
  const topic = newId('bulk');
  // An origin of its own: what came of orders would be a part of their flows.
  await produce([event('bulk.sent', newId('bulk'))], topic);
  const failed = { 'x-original-topic': topic, 'x-original-partition': '0', 'x-consumer-group': topic, 'x-error-type': 'BulkError', 'x-error': 'bulk failed' };
  await produce(Array.from({ length: 101 }, (_, at) => ({ ...event('bulk.sent', newId('bulk')), headers: { ...event('bulk.sent', newId('bulk')).headers, ...failed, 'x-original-offset': String(at) } })), `${topic}.dlq`);
  await page.goto(`/dead-letters?group=${topic}`);
  await page.getByRole('grid', { name: 'Failure groups' }).getByRole('row').filter({ hasText: '101open' }).getByRole('link').click(SEEN);
  await page.getByRole('link', { name: 'Replay 101…' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('to be counted');
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  const send = page.getByRole('button', { name: 'Send 101 messages' });
  await expect(send).toBeDisabled();
  await page.getByRole('textbox', { name: 'Type 101 to confirm' }).fill('101');
  await expect(send).toBeEnabled();
  await page.getByRole('button', { name: 'Cancel the plan' }).click();
  await expect(page.getByText('It was cancelled before anything was sent.')).toBeVisible();
});

test('what is listed stands in the address, and nothing is a page of its own', async ({ page }) => {
  await page.goto('/dead-letters?q=nothing-is-called-so');
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible();
  await page.getByRole('group', { name: 'Filter by state' }).getByRole('button', { name: /^Discarded/ }).click();
  await expect(page).toHaveURL(/state=open,replaying,failed-again,discarded/);
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(page).not.toHaveURL(/q=/);
  await page.getByRole('radio', { name: 'Messages' }).check();
  await expect(page).toHaveURL(/view=messages/);
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Dead letters' }).getByRole('row').nth(1)).toBeVisible(SEEN);
});
