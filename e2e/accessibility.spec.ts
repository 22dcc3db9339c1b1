/** Every page in both themes, as axe-core judges it: WCAG 2.2 AA, nothing serious or critical. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { completeOrder, failedOrder, someDeadLetter } from './harness/api.ts';
import { event, newId, produce } from './harness/messages.ts';
import { openPalette } from './harness/palette.ts';
import { expect, test } from './harness/test.ts';

interface Sight {
  readonly name: string;
  /** Leads to what is to be judged. */
  readonly show: (page: Page) => Promise<void>;
  readonly noise?: RegExp;
}

const SIGHTS: readonly Sight[] = [
  {
    name: 'the list',
    show: async (page) => {
      await page.goto('/flows');
      await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
    },
  },
  {
    name: 'the list with filters in force',
    show: async (page) => {
      await page.goto('/flows?status=completed&topic=audits');
      await expect(page.getByRole('group', { name: 'Filters' }).getByRole('checkbox', { name: 'Completed' })).toBeChecked();
      await expect(page.getByRole('grid', { name: 'Flows' })).toBeVisible();
    },
  },
  {
    name: 'a list of nothing',
    show: async (page) => {
      await page.goto('/flows?q=nothing-is-called-so');
      await expect(page.getByRole('heading', { name: 'No flow matches' })).toBeVisible();
    },
  },
  {
    name: 'an order that failed, with an event selected',
    show: async (page) => {
      await page.goto(`/flows/${(await failedOrder()).id}`);
      await page.getByRole('option', { name: /^order\.created in orders,/ }).click();
      await expect(page.getByRole('region', { name: 'Payload' })).toBeVisible();
    },
  },
  {
    name: 'an order as a table, with a span selected',
    show: async (page) => {
      await page.goto(`/flows/${(await completeOrder()).id}?view=table`);
      await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(1).click();
      await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible();
    },
  },
  {
    name: 'an order as a sequence',
    show: async (page) => {
      await page.goto(`/flows/${(await failedOrder()).id}?view=sequence`);
      await expect(page.getByRole('grid', { name: 'Steps' }).getByRole('row').nth(2)).toBeVisible();
    },
  },
  {
    name: 'an order as a tree',
    show: async (page) => {
      await page.goto(`/flows/${(await failedOrder()).id}?view=tree`);
      await expect(page.getByRole('treegrid', { name: 'What caused what' }).getByRole('row').nth(2)).toBeVisible();
    },
  },
  {
    name: 'an order compared with the usual',
    show: async (page) => {
      await page.goto(`/flows/${(await failedOrder()).id}?compare=usual`);
      await expect(page.getByRole('region', { name: 'Comparison' }).getByText(/^(It needs|Learned from)/)).toBeVisible();
    },
  },
  {
    name: 'the topology',
    show: async (page) => {
      await page.goto('/topology?range=24h&node=service%3Apayment');
      await expect(page.locator('[data-place="service:payment"]')).toBeVisible();
    },
  },
  {
    name: 'the topology as a table',
    show: async (page) => {
      await page.goto('/topology?range=24h&view=table');
      await expect(page.getByRole('row').nth(2)).toBeVisible();
    },
  },
  {
    name: 'topics',
    show: async (page) => {
      await page.goto('/topics');
      await expect(page.getByRole('table', { name: 'Topics' }).getByRole('row').nth(2)).toBeVisible();
    },
  },
  {
    name: 'a topic with its messages',
    show: async (page) => {
      await page.goto('/topics/kafka/payments');
      await expect(page.getByRole('grid', { name: 'Messages' }).getByRole('row').nth(2)).toBeVisible();
    },
  },
  {
    name: 'consumer groups, one of them beside the list',
    show: async (page) => {
      await page.goto('/lag?group=kafka%2Fanalytics');
      await expect(page.getByRole('grid', { name: 'Consumer groups' }).getByRole('row').nth(2)).toBeVisible({ timeout: 45_000 });
      await expect(page.getByRole('complementary', { name: 'Details' }).getByRole('slider', { name: 'Lag over time' })).toBeVisible();
    },
  },
  {
    name: 'a consumer group with its partitions',
    show: async (page) => {
      await page.goto('/lag/kafka/analytics');
      await expect(page.getByRole('table', { name: 'Partitions' }).getByRole('row').nth(2)).toBeVisible();
      await expect(page.getByRole('slider', { name: 'Lag over time' })).toBeVisible();
    },
  },
  {
    name: 'the heat map of a consumer group',
    show: async (page) => {
      await page.goto('/lag/kafka/analytics?tab=heat');
      await expect(page.getByRole('slider', { name: 'Lag by partition over time' })).toBeVisible();
    },
  },
  {
    name: 'what would be with a consumer group',
    show: async (page) => {
      await page.goto('/lag/kafka/analytics?tab=what-if');
      await expect(page.getByRole('region', { name: 'If it had more members' })).toBeVisible();
    },
  },
  {
    name: 'dead letters by cause, one of them beside the list',
    show: async (page) => {
      await page.goto('/dead-letters?state=all');
      await page.getByRole('grid', { name: 'Failure groups' }).getByRole('row').nth(1).click();
      await expect(page.getByRole('complementary', { name: 'Details' }).getByRole('region', { name: 'What it stopped' })).toBeVisible();
    },
  },
  {
    name: 'a failure group',
    show: async (page) => {
      await page.goto(`/dead-letters/groups/${(await someDeadLetter()).failureGroup}`);
      await expect(page.getByRole('region', { name: 'Replays' }).getByText(/./).nth(1)).toBeVisible();
    },
  },
  {
    name: 'a dead letter with its flow around it',
    show: async (page) => {
      await page.goto(`/dead-letters/${(await someDeadLetter()).id}`);
      await page.getByRole('button', { name: 'Unfold' }).click();
      await expect(page.getByRole('list', { name: 'Records around it' }).getByRole('listitem').first()).toBeVisible();
    },
  },
  {
    name: 'a dead letter that is edited',
    show: async (page) => {
      await page.goto(`/dead-letters/${(await someDeadLetter()).id}/edit`);
      await page.getByRole('textbox', { name: 'Value', exact: true }).fill('{');
      await expect(page.getByText(/^No valid JSON: /)).toBeVisible();
    },
  },
  {
    name: 'the plan of a replay, with a message before and after',
    show: async (page) => {
      await page.goto(`/replays/new?ids=${(await someDeadLetter()).id}`);
      await page.getByRole('textbox', { name: 'Reason' }).fill('to be looked at');
      await page.getByRole('button', { name: 'Plan', exact: true }).click();
      await page.getByRole('button', { name: 'Before and after' }).click();
      await expect(page.getByRole('list', { name: 'Headers, as it is', exact: true })).toBeVisible();
    },
  },
  {
    name: 'the audit log',
    show: async (page) => {
      await page.goto('/audit');
      await expect(page.getByRole('table', { name: 'Audit log' }).or(page.getByRole('heading', { name: 'Nothing was done yet' }))).toBeVisible();
    },
  },
  {
    name: 'a query that is being typed',
    show: async (page) => {
      await page.goto('/flows?q=nothing-is-called-so');
      await page.getByRole('combobox', { name: 'Filter the flows' }).fill('ki');
      await expect(page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'the list of keys',
    show: async (page) => {
      await page.goto('/flows?q=nothing-is-called-so');
      await expect(async () => {
        await page.keyboard.press('?');
        await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible({ timeout: 1_000 });
      }).toPass();
    },
  },
  {
    name: 'the menu on a phone',
    show: async (page) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto('/health');
      await page.getByRole('button', { name: 'Menu' }).click();
      await expect(page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name: 'Topics' })).toBeVisible();
    },
  },
  {
    name: 'a key that no flow has',
    noise: /status of 404/,
    show: async (page) => {
      await page.goto('/flows/no-flow-is-called-so');
      await expect(page.getByRole('heading', { name: 'No flow has this key' })).toBeVisible();
    },
  },
  {
    name: 'the palette with matches',
    show: async (page) => {
      await page.goto('/flows?q=nothing-is-called-so');
      await (await openPalette(page)).fill('trip-');
      await expect(page.getByRole('group', { name: 'Flows whose id begins so' }).getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'health',
    show: async (page) => {
      await produce([{ headers: {}, value: newId('no spans') }], 'otlp_spans');
      await produce([event('parcel.weighed', newId('parcel'))]);
      await page.goto('/health');
      await expect(page.getByRole('table', { name: 'Quarantine' })).toBeVisible({ timeout: 30_000 });
    },
  },
  {
    name: 'an entry of the quarantine, read again in vain',
    show: async (page) => {
      const text = newId('no spans');
      await produce([{ headers: {}, value: text }], 'otlp_spans');
      await page.goto('/health');
      const entry = page.getByRole('table', { name: 'Quarantine' }).getByRole('row').filter({ hasText: text });
      await entry.getByRole('link').click({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Read it again' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'Still not readable' })).toBeVisible();
    },
  },
  {
    name: 'the settings with a message that was tried',
    show: async (page) => {
      await page.goto('/settings');
      await page.getByRole('button', { name: 'Fill in an example' }).click();
      await page.getByRole('button', { name: 'Read it' }).click();
      await expect(page.getByRole('region', { name: 'What is read' })).toBeVisible();
    },
  },
  {
    name: 'the settings with a message that cannot be read',
    show: async (page) => {
      await page.goto('/settings');
      await page.getByLabel('Headers').fill('no header');
      await page.getByRole('button', { name: 'Read it' }).click();
      await expect(page.getByRole('alert').filter({ hasText: 'line 1' })).toBeVisible();
    },
    noise: /status of 400/,
  },
  {
    name: 'the login',
    show: async (page) => {
      await page.goto('/login');
      await page.getByRole('button', { name: 'Log in' }).click();
      await expect(page.getByRole('alert').first()).toBeVisible();
    },
  },
  {
    name: 'a page that there is not',
    show: async (page) => {
      await page.goto('/nowhere');
      await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
    },
    noise: /status of 404/,
  },
];

test.beforeAll(async () => void (await Promise.all([completeOrder(), failedOrder()])));

// Colours that fade from one theme to the other would be judged half-way.
test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } });

for (const { name, show, noise } of SIGHTS) {
  test(name, async ({ page, quiet }) => {
    if (noise !== undefined) quiet.allow(noise);
    await show(page);
    expect(await graveViolations(page, 'light', { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).toEqual([]);
    // All that differs between the themes is colour.
    expect(await graveViolations(page, 'dark', { type: 'rule', values: ['color-contrast', 'link-in-text-block'] })).toEqual([]);
  });
}

async function graveViolations(page: Page, colorScheme: 'light' | 'dark', by: { readonly type: 'tag' | 'rule'; readonly values: string[] }): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
  // What is right is not asked for, and the whole page is judged at once, since it holds no other: else most of the time goes into telling of thousands of nodes.
  expect(page.frames()).toHaveLength(1);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ runOnly: by, resultTypes: ['violations'] }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)}\n${failureSummary}`).join('\n')}`);
}
